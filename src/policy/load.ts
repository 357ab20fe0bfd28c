import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import { unlessMissing } from '../unless-missing.ts'
import { fingerprint, listPolicyFiles, readPolicyFiles } from './files.ts'
import { policyOptions } from './options.ts'
import { buildRules, type Rules } from './rules.ts'

export interface LoadedPolicy {
  readonly rules: Rules
  /** Of the files that were read. */
  readonly fingerprint: string
  /** Rules that cannot be used, or do something else than they seem to. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the operator's rules over the defaults. Throws a ConfigError where a file cannot be read. */
export async function loadPolicy(config: Config): Promise<LoadedPolicy> {
  const { enforce_new_defaults, policy_default_rule } = config.read(policyOptions)
  const files = await readPolicyFiles(await policyFiles(config))
  const diagnostics = await missingFile(config)
  const rules = buildRules({
    overrides: new Map([...files.rules].map(([name, { rule }]) => [name, rule])),
    newDefaults: enforce_new_defaults,
    defaultRule: policy_default_rule,
    report: (key, message, hint) => {
      const { origin } = files.rules.get(key) ?? {}
      diagnostics.push({ severity: 'warning', code: 'CONFIG_POLICY', message, origin, key, hint })
    },
  })
  return { rules, fingerprint: files.fingerprint, diagnostics }
}

/** A file that is named should be there. */
async function missingFile(config: Config): Promise<Diagnostic[]> {
  const [group, key] = [policyOptions.name, 'policy_file']
  const { policy_file } = config.read(policyOptions)
  if (policy_file === '') return []
  const path = find(config, policy_file)
  if (!config.isSet(group, key) || (await unlessMissing(stat(path)))) return []
  const message = `there is no ${path}: the default rules count`
  const origin = config.placeOf(group, key)
  return [{ severity: 'warning', code: 'CONFIG_POLICY', message, origin, group, key, mark: policy_file }]
}

export async function policyFingerprint(config: Config): Promise<string> {
  return fingerprint(await policyFiles(config))
}

function policyFiles(config: Config): Promise<readonly string[]> {
  const { policy_file, policy_dirs } = config.read(policyOptions)
  const named = (names: readonly string[]) => names.filter(Boolean).map(name => find(config, name))
  return listPolicyFiles(named([policy_file]), named(policy_dirs))
}

function find(config: Config, name: string): string {
  if (path.isAbsolute(name)) return name
  return config.findFile(name) ?? path.resolve(path.dirname(config.files.at(-1) ?? '/etc/glance/'), name)
}
