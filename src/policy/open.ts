import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { renderDiagnostic } from '../config/diagnostic.ts'
import { inTurn } from '../in-turn.ts'
import { defaultRules } from './defaults.ts'
import { type LoadedPolicy, loadPolicy, policyFingerprint } from './load.ts'
import { policyOptions } from './options.ts'
import type { Policy } from './policy.ts'

export interface OpenPolicy extends Policy {
  /** Reads the files again if they have changed; files that cannot be read leave the rules as they were. */
  reload(): Promise<void>
  /** Stops looking for changes. */
  close(): void
}

const secondsBetweenLooks = 1

/** Reads the operator's rules over the defaults, and reads them again when the files change. */
export async function openPolicy(config: Config, log: Logger): Promise<OpenPolicy> {
  const { enforce_new_defaults: newDefaults } = config.read(policyOptions)
  let loaded = await loadPolicy(config)
  complain(loaded, log)
  let looked = loaded.fingerprint
  // Whoever asks while a look is under way, of the timer's perhaps, has what was there when they asked.
  const reload = inTurn(async () => {
    try {
      const found = await policyFingerprint(config)
      if (found === looked) return
      looked = found
      loaded = await loadPolicy(config)
      looked = loaded.fingerprint
      log.info('policy rules have been read again')
      complain(loaded, log)
    } catch (error) {
      log.error(error, 'policy files cannot be read: the rules stay as they were')
    }
  })
  const timer = setInterval(() => void reload(), secondsBetweenLooks * 1000).unref()

  return {
    newDefaults,
    allows(context, rule, target = {}) {
      if (context.systemScope && defaultRules.get(rule)?.projectScoped) return false
      return loaded.rules.find(rule)(context, target)
    },
    has: rule => loaded.rules.has(rule),
    reload,
    close: () => clearInterval(timer),
  }
}

function complain({ diagnostics }: LoadedPolicy, log: Logger): void {
  for (const found of diagnostics) log[found.severity === 'error' ? 'error' : 'warn'](renderDiagnostic(found))
}
