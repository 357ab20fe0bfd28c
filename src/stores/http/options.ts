import { boolean, dict, optionGroup, text } from '../../config/option.ts'

export const httpStoreOptions = optionGroup('glance_store', {
  https_ca_certificates_file: text({
    help: 'PEM file of the certificate authorities that image servers are checked against. Set, https_insecure has no effect.',
  }),
  https_insecure: boolean({
    default: true,
    help: 'Do not check the certificates of image servers.',
  }),
  http_proxy_information: dict({
    default: {},
    help: 'Proxies to reach image servers by, as scheme:host:port pairs.',
    sample: 'http:10.0.0.1:3128,https:10.0.0.1:3128',
  }),
})
