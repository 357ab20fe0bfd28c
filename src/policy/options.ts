import { boolean, multi, optionGroup, text } from '../config/option.ts'

/** Where rules are read from. */
export const policyOptions = optionGroup('oslo_policy', {
  policy_file: text({
    default: 'policy.yaml',
    help: 'YAML or JSON file of rules that replace the defaults; looked for beside the config files. It need not exist, and is read again when it changes.',
  }),
  policy_dirs: multi({
    default: ['policy.d'],
    help: 'Folders whose files, in sorted order, replace rules after the policy file.',
  }),
  policy_default_rule: text({
    default: 'default',
    help: 'Rule that stands in for one that is not defined.',
  }),
  enforce_new_defaults: boolean({
    default: true,
    help: 'Whether only the defaults with member and reader roles count. False also allows what older releases allowed by default.',
  }),
})
