import path from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { defaultRules } from './defaults.ts'
import { fingerprint, listPolicyFiles, readPolicyFiles } from './files.ts'
import { policyOptions } from './options.ts'
import type { Policy } from './policy.ts'
import { buildRules } from './rules.ts'

export interface OpenPolicy extends Policy {
  /** Reads the files again if they have changed; files that cannot be read leave the rules as they were. */
  reload(): Promise<void>
  /** Stops looking for changes. */
  close(): void
}

const secondsBetweenLooks = 1

/** Reads the operator's rules over the defaults, and reads them again when the files change. */
export async function openPolicy(config: Config, log: Logger): Promise<OpenPolicy> {
  const options = config.read(policyOptions)
  const newDefaults = options.enforce_new_defaults
  const onFault = (rule: string, reason: string) =>
    log.error(`policy rule "${rule}" cannot be used and denies everybody: ${reason}`)
  const listFiles = () =>
    listPolicyFiles(
      find(config, options.policy_file),
      options.policy_dirs.map(dir => find(config, dir)),
    )

  const load = async () => {
    const files = await readPolicyFiles(await listFiles())
    const rules = buildRules({
      overrides: files.rules,
      newDefaults,
      defaultRule: options.policy_default_rule,
      onFault,
    })
    return { rules, fingerprint: files.fingerprint }
  }

  let loaded = await load()
  const reload = async () => {
    try {
      if ((await fingerprint(await listFiles())) === loaded.fingerprint) return
      loaded = await load()
      log.info('policy rules have been read again')
    } catch (error) {
      log.error(error, 'policy files cannot be read: the rules stay as they were')
    }
  }
  const timer = setInterval(() => void reload(), secondsBetweenLooks * 1000).unref()

  return {
    newDefaults,
    allows(context, rule, target = {}) {
      if (context.systemScope && defaultRules.get(rule)?.projectScoped) return false
      return loaded.rules(rule)(context, target)
    },
    reload,
    close: () => clearInterval(timer),
  }
}

function find(config: Config, name: string): string {
  if (path.isAbsolute(name)) return name
  return config.findFile(name) ?? path.resolve(path.dirname(config.files.at(-1) ?? '/etc/glance/'), name)
}
