import { choice, optionGroup, text } from '../config/option.ts'

/** Who may do what with which custom properties. */
export const protectionOptions = optionGroup('DEFAULT', {
  property_protection_file: text({
    help: 'File of rules that say who may create, read, change and remove which custom properties; looked for beside the config files. Unset: whoever may change an image may change them all.',
    sample: 'property-protections.conf',
  }),
  property_protection_rule_format: choice({
    choices: ['roles', 'policies'],
    default: 'roles',
    help: 'What the rules name: roles, or rules of the policy file.',
  }),
})

export type RuleFormat = (typeof protectionOptions.options.property_protection_rule_format)['default']
