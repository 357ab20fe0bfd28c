import { boolean, integer, optionGroup } from '../config/option.ts'

/** Read by the filters that establish who asks. */
export const identityOptions = optionGroup('DEFAULT', {
  allow_anonymous_access: boolean({
    default: false,
    help: 'Whether requests without an identity may read what everybody may see. Otherwise they are answered 401.',
  }),
  max_request_id_length: integer({
    default: 64,
    min: 0,
    help: 'Longest X-Openstack-Request-ID accepted from a client, in characters; longer ones are answered 431. 0 sets no limit.',
  }),
})
