import { join } from 'node:path'
import { readFacility } from './facilities.ts'
import { contextFormat, jsonFormat, type LogSettings } from './formats.ts'
import { journalSink } from './journal.ts'
import { readLevel } from './levels.ts'
import { rotateBySize, rotateByTime } from './rotation.ts'
import { type LogPlan, lineage, remembering } from './route.ts'
import type { Sink } from './sink.ts'
import { fileSink, sinkAt, standardSink } from './sinks.ts'
import { systemLogSink } from './syslog.ts'

/** Logs as the options of oslo.log say, and to the standard output where they name no place. */
export async function planFromOptions(settings: LogSettings, program: string): Promise<LogPlan> {
  const format = settings.use_json ? jsonFormat() : contextFormat(settings)
  const sinks = await openSinks(settings, program)
  const outputs = sinks.map(sink => ({ level: 0, format, sink }))
  const rootLevel = settings.debug ? 20 : 30
  const levels = levelsByName(settings.default_log_levels)
  return {
    outputs,
    routeOf: remembering(logger => ({
      level: lineage(logger).flatMap(name => levels.get(name) ?? [])[0] ?? rootLevel,
      outputs,
    })),
  }
}

async function openSinks(settings: LogSettings, program: string): Promise<readonly Sink[]> {
  const file = logPath(settings, program)
  const sinks = file === undefined ? [] : [sinkAt(file, path => openFile(path, settings))]
  if (settings.use_stderr) sinks.push(standardSink(2))
  const facility = () => readFacility(settings.syslog_log_facility)
  if (settings.use_journal) sinks.push(await journalSink({ facility: facility(), program }))
  if (settings.use_syslog) sinks.push(await systemLogSink({ facility: facility(), program }))
  return sinks.length > 0 ? sinks : [standardSink(1)]
}

/** Undefined where the log goes elsewhere. */
export function logPath({ log_file, log_dir = '' }: LogSettings, program: string): string | undefined {
  if (log_file) return log_file.startsWith('/') ? log_file : join(log_dir, log_file)
  return log_dir ? join(log_dir, `${program}.log`) : undefined
}

function openFile(path: string, settings: LogSettings): Sink {
  const count = settings.max_logfile_count
  switch (settings.log_rotation_type) {
    case 'none':
      return fileSink(path)
    case 'size':
      return rotateBySize(path, { maxBytes: settings.max_logfile_size_mb * 1024 ** 2, count })
    case 'interval':
      return rotateByTime(path, {
        unit: settings.log_rotate_interval_type,
        interval: settings.log_rotate_interval,
        count,
      })
  }
}

function levelsByName(pairs: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    pairs.map(pair => {
      const [name = '', level = ''] = pair.split('=')
      return [name.trim(), readLevel(level) ?? 30] as const
    }),
  )
}
