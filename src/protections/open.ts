import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { decodeUtf8 } from '../../paste/ini/decode-utf8.ts'
import type { Config } from '../config/config.ts'
import { ConfigError, type Diagnostic, renderDiagnostic } from '../config/diagnostic.ts'
import type { RequestContext } from '../identity/context.ts'
import { reservedPrefix } from '../images/reserved.ts'
import type { Policy } from '../policy/policy.ts'
import { protectionOptions, type RuleFormat } from './options.ts'
import type { Protections } from './protections.ts'
import { type ProtectionRule, readRules } from './read-rules.ts'

/** Protects nothing. */
const unprotected: Protections = { allows: () => true }

/** Reads the file of rules, if the configuration names one. Throws a ConfigError that tells all of its faults. */
export async function openProtections(config: Config, policy: Policy, log: Logger): Promise<Protections> {
  const { property_protection_file, property_protection_rule_format } = config.read(protectionOptions)
  if (!property_protection_file) return unprotected
  const { rules, diagnostics } = await readProtections(config, policy)
  const faults = diagnostics.filter(({ severity }) => severity === 'error')
  if (faults.length > 0) throw new ConfigError(faults)
  for (const doubt of diagnostics) log.warn(renderDiagnostic(doubt))
  return protectBy(rules, allowing(property_protection_rule_format, policy))
}

/** The rules that the configuration names, and what is wrong with them: with a policy also whether it has the rules that are
 * named. */
export async function readProtections(
  config: Config,
  policy?: Pick<Policy, 'has'>,
): Promise<{ readonly rules: readonly ProtectionRule[]; readonly diagnostics: readonly Diagnostic[] }> {
  const { property_protection_file: name, property_protection_rule_format: format } =
    config.read(protectionOptions)
  if (!name) return { rules: [], diagnostics: [] }
  const file = config.findFile(name)
  if (!file) return { rules: [], diagnostics: [noFile(config, `there is no file "${name}"`)] }
  try {
    const diagnostics: Diagnostic[] = []
    const text = decodeUtf8(await readFile(file))
    const rules = readRules(text, file, {
      format,
      report: found => diagnostics.push(found),
      policy,
    })
    return { rules, diagnostics }
  } catch (error) {
    return { rules: [], diagnostics: [noFile(config, `${file} cannot be read: ${(error as Error).message}`)] }
  }
}

function noFile(config: Config, message: string): Diagnostic {
  const [group, key] = [protectionOptions.name, 'property_protection_file']
  return {
    severity: 'error',
    code: 'CONFIG_NO_FILE',
    message,
    origin: config.placeOf(group, key),
    group,
    key,
    mark: config.read(protectionOptions).property_protection_file,
    hint: 'it is looked for beside the config files',
  }
}

/** Whether what stands in the file, `@` and `!` apart, means the caller. */
type Means = (context: RequestContext, named: readonly string[]) => boolean

function allowing(format: RuleFormat, policy: Policy): Means {
  if (format === 'policies') return (context, [rule = '']) => policy.allows(context, rule, {})
  return ({ roles, serviceRoles }, named) =>
    named.some(role => roles.includes(role) || serviceRoles.includes(role))
}

/** The first section that is about a property decides; a property that none is about is nobody's. */
function protectBy(rules: readonly ProtectionRule[], means: Means): Protections {
  return {
    allows(context, operation, property) {
      if (property.startsWith(reservedPrefix)) return true
      const named = rules.find(({ pattern }) => pattern.test(property))?.allowed[operation] ?? []
      if (named.length === 0 || named.includes('!')) return false
      return named.includes('@') || means(context, named)
    },
  }
}
