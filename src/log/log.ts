import { type Logger, pino } from 'pino'
import type { Config } from '../config/config.ts'
import { ConfigError, type Diagnostic } from '../config/diagnostic.ts'
import type { LogSettings } from './formats.ts'
import { levelLabel } from './levels.ts'
import { maskFields } from './mask.ts'
import { logOptions } from './options.ts'
import { planFromFile } from './plan-from-file.ts'
import { planFromOptions } from './plan-from-options.ts'
import { openHandler } from './python-handlers.ts'
import { type LoggerBindings, makeRecord } from './record.ts'
import { type LogPlan, type Output, writeRecord } from './route.ts'

/** A logger of pino's, and what belongs to the whole log. Children by `child({ name })` print under that name; with
 * `mayWait: true`, for lines that come in crowds, they are written a few milliseconds later, many at once. */
export type Log = Logger & {
  /** Goes on in new files, after the old ones have been moved away. */
  reopen(): void
  close(): void
}

/** Opens the log that the configuration describes. `program` names the file in `log_dir`, and lines in the system log. */
export async function openLog(config: Config, { program = 'glance-api' } = {}): Promise<Log> {
  const settings = settingsFor(program, config)
  const file = settings.log_config_append
  const plan = file
    ? await planFromFile(config.findFile(file) ?? file, settings, (className, given) =>
        openHandler(className, given, program),
      ).catch(cause => {
        throw atLogConfig(config, cause)
      })
    : await planFromOptions(settings, program).catch(cause => {
        throw new ConfigError([cannotOpen(config, cause)], { cause })
      })
  for (const output of plan.outputs) tellLosses(output)
  return Object.assign(createLogger(plan), {
    reopen: () => {
      for (const { sink } of plan.outputs) sink.reopen()
    },
    close: () => {
      for (const { sink } of plan.outputs) sink.close()
    },
  })
}

/** What a command logs must not mix with what it prints. */
function settingsFor(program: string, config: Config): LogSettings {
  const settings = config.read(logOptions)
  const isCommand = program !== 'glance-api'
  return isCommand && !config.isSet('DEFAULT', 'use_stderr') ? { ...settings, use_stderr: true } : settings
}

/** Says it in the place of what was lost, and nowhere else. */
function tellLosses({ format, sink }: Output): void {
  const level = 40
  sink.onLost?.(lines => {
    const message = `${lines} lines that belong here are lost: nobody read them in time`
    const record = makeRecord([message], level, { name: 'glance.log', mayWait: false, extra: {} })
    // It may be another's request in which that comes to light.
    sink.write(format({ ...record, request: undefined }), level)
  })
}

/** pino decides what is logged; its records become lines here, without JSON in between. */
function createLogger({ routeOf }: LogPlan): Logger {
  const bindings = new WeakMap<Logger, LoggerBindings>()
  const bindingsOf = (logger: Logger) => {
    const known = bindings.get(logger) ?? readBindings(logger)
    bindings.set(logger, known)
    return known
  }
  return pino(
    {
      base: { name: 'glance' },
      level: levelLabel(routeOf('glance').level),
      timestamp: false,
      hooks: {
        logMethod(args, _write, level) {
          const bound = bindingsOf(this)
          writeRecord(makeRecord(args, level, bound), routeOf(bound.name))
        },
      },
      onChild(child) {
        const level = levelLabel(routeOf(bindingsOf(child).name).level)
        if (level !== child.level) child.level = level
      },
    },
    { write() {} },
  )
}

function readBindings(logger: Logger): LoggerBindings {
  const { name, mayWait = false, ...extra } = logger.bindings()
  return { name: String(name), mayWait: Boolean(mayWait), extra: maskFields(extra) }
}

/** What is wrong with a logging file, told at the option that names it where the file itself is not to be mended. */
export function atLogConfig(config: Config, cause: unknown): unknown {
  if (!(cause instanceof ConfigError)) return cause
  const [group, key] = [logOptions.name, 'log_config_append']
  const origin = config.placeOf(group, key)
  const faults = cause.faults.map(fault =>
    fault.origin || !origin ? fault : { ...fault, origin, group, key },
  )
  return new ConfigError(faults, { cause })
}

/** Told at the option that names the file. */
export function cannotOpen(config: Config, cause: unknown): Diagnostic {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `The log cannot be opened: ${why}`
  const key = ['log_file', 'log_dir'].find(name => config.isSet('DEFAULT', name))
  const origin = key && config.placeOf('DEFAULT', key)
  return {
    severity: 'error',
    code: 'CONFIG_LOGGING',
    message,
    ...(origin && { origin, group: 'DEFAULT', key }),
  }
}
