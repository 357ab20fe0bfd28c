import { readFile } from 'node:fs/promises'
import { decodeUtf8 } from '../../paste/ini/decode-utf8.ts'
import { ConfigError } from '../config/diagnostic.ts'
import { parseOsloIni } from '../config/oslo-ini.ts'
import { contextFormat, type Format, jsonFormat, type LogSettings, pythonFormat } from './formats.ts'
import { readLevel } from './levels.ts'
import type { HandlerArguments } from './python-handlers.ts'
import { type PythonValue, parsePython } from './python-literal.ts'
import { type LogPlan, lineage, type Output, remembering } from './route.ts'
import type { Sink } from './sink.ts'

/** Opens what a handler's class stands for. */
export type OpenHandler = (className: string, given: HandlerArguments) => Promise<Sink>

/** Logs as a file of Python's logging.config says. */
export async function planFromFile(
  file: string,
  settings: LogSettings,
  openHandler: OpenHandler,
): Promise<LogPlan> {
  try {
    const section = sectionsOf(decodeUtf8(await readFile(file)), file)
    const formats = new Map(
      namesIn(section('formatters')).map(name => [name, formatOf(section(`formatter_${name}`), settings)]),
    )
    const handlers = new Map<string, Output>()
    for (const name of namesIn(section('handlers'))) {
      handlers.set(name, await openOutput(section(`handler_${name}`), formats, openHandler))
    }
    const loggers = namesIn(section('loggers')).map(name =>
      loggerOf(name, section(`logger_${name}`), handlers),
    )
    return planOf(loggers, [...handlers.values()])
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    throw failure(file, cause)
  }
}

interface PythonLogger {
  readonly name: string
  readonly level: number | undefined
  readonly outputs: readonly Output[]
  readonly propagate: boolean
}

type Section = ReadonlyMap<string, string>

function planOf(loggers: readonly PythonLogger[], outputs: readonly Output[]): LogPlan {
  const byName = new Map(loggers.map(logger => [logger.name, logger]))
  return {
    outputs,
    routeOf: remembering(name => {
      const line = [...lineage(name), ''].flatMap(ancestor => byName.get(ancestor) ?? [])
      const last = line.findIndex(({ propagate }) => !propagate)
      const heard = last < 0 ? line : line.slice(0, last + 1)
      return {
        level: line.find(({ level }) => level !== undefined)?.level ?? 40,
        outputs: heard.flatMap(logger => logger.outputs),
      }
    }),
  }
}

function loggerOf(name: string, section: Section, handlers: ReadonlyMap<string, Output>): PythonLogger {
  const level = section.get('level')
  return {
    name: name === 'root' ? '' : required(section, 'qualname', name),
    level: level === undefined || level === 'NOTSET' ? undefined : levelOf(level),
    outputs: listOf(section.get('handlers')).map(handler => {
      const output = handlers.get(handler)
      if (!output) throw new Error(`the logger ${name} has a handler "${handler}" that is not in [handlers]`)
      return output
    }),
    propagate: section.get('propagate') !== '0',
  }
}

async function openOutput(
  section: Section,
  formats: ReadonlyMap<string, Format>,
  openHandler: OpenHandler,
): Promise<Output> {
  const args = parsePython(section.get('args') ?? '()')
  const kwargs = parsePython(section.get('kwargs') ?? '{}')
  const given = { args: asSequence(args), kwargs: asEntries(kwargs) }
  return {
    level: section.has('level') ? levelOf(section.get('level') ?? '') : 0,
    format: formats.get(section.get('formatter') ?? '') ?? pythonFormat('%(message)s', undefined),
    sink: await openHandler(required(section, 'class', 'handler'), given),
  }
}

function formatOf(section: Section, settings: LogSettings): Format {
  const className = section.get('class') ?? ''
  const dateFormat = section.get('datefmt')
  if (className.endsWith('ContextFormatter'))
    return contextFormat(settings, dateFormat ?? '%Y-%m-%d %H:%M:%S')
  if (className.endsWith('JSONFormatter')) return jsonFormat(dateFormat)
  return pythonFormat(section.get('format') ?? '%(message)s', dateFormat)
}

function sectionsOf(text: string, file: string): (name: string) => Section {
  const { assignments, faults } = parseOsloIni(text, file)
  if (faults.length > 0) throw new ConfigError(faults)
  return name => {
    const section = assignments
      .filter(({ group }) => group === name)
      .map(({ key, value }) => [key, value] as const)
    if (section.length === 0) throw new Error(`there is no section [${name}]`)
    return new Map(section)
  }
}

function namesIn(section: Section): readonly string[] {
  return listOf(section.get('keys'))
}

function listOf(text = ''): readonly string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}

function required(section: Section, key: string, owner: string): string {
  const value = section.get(key)
  if (value === undefined) throw new Error(`${owner} has no ${key}`)
  return value
}

function levelOf(text: string): number {
  const level = readLevel(text)
  if (level === undefined) throw new Error(`Unknown level: '${text}'`)
  return level
}

function asSequence(value: PythonValue): readonly PythonValue[] {
  return Array.isArray(value) ? value : [value]
}

function asEntries(value: PythonValue): ReadonlyMap<PythonValue, PythonValue> {
  return typeof value === 'object' && value !== null && 'entries' in value && value.entries instanceof Map
    ? value.entries
    : new Map()
}

function failure(file: string, cause: unknown): ConfigError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `Error loading logging config ${file}: ${why}`
  return new ConfigError([{ severity: 'error', code: 'CONFIG_LOGGING', message }], { cause })
}
