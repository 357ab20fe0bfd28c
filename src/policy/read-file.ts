import { readFile } from 'node:fs/promises'
import { decodeUtf8, NotUtf8 } from '../../paste/ini/decode-utf8.ts'
import { ConfigError, type Origin } from '../config/diagnostic.ts'
import { unlessMissing } from '../unless-missing.ts'

/** A rule as it stands in a file: text, or the older list notation. */
export interface WrittenRule {
  readonly rule: unknown
  readonly origin: Origin
}

/** The rules of a file that need not exist: YAML, of which JSON is a part. Every scalar stays text: rules are nothing else.
 * Throws a ConfigError where the file is no such thing. */
export async function readPolicyFile(file: string): Promise<ReadonlyMap<string, WrittenRule>> {
  const bytes = await unlessMissing(readFile(file)).catch((cause: Error) => {
    throw unreadable(`${file} cannot be read: ${cause.message}`)
  })
  if (bytes === undefined) return new Map()
  const text = decode(bytes, file)
  // Most services have no such file: they need not wait for the parser.
  const { isMap, isNode, LineCounter, parseDocument } = await import('yaml')
  const counter = new LineCounter()
  const options = {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: counter,
  } as const
  const document = parseDocument(text, options)
  const origin = (offset = 0): Origin => {
    const { line } = counter.linePos(offset)
    return { kind: 'file', file, line, text: text.split(/\r?\n/)[line - 1] ?? '' }
  }
  const { contents, errors } = document
  const [error] = errors
  if (error) throw unreadable(error.message, origin(error.pos[0]))
  if (contents === null) return new Map()
  if (!isMap(contents))
    throw unreadable('a policy file holds "rule: check" pairs', origin(contents.range?.[0]))
  const rules: Record<string, unknown> = document.toJS()
  const places = new Map(
    contents.items.map(({ key }) => [String(key), isNode(key) ? key.range?.[0] : undefined]),
  )
  return new Map(
    Object.entries(rules).map(([name, rule]) => [name, { rule, origin: origin(places.get(name)) }]),
  )
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error
    throw unreadable(error.message, { kind: 'file', file, line: error.line ?? 1, text: '' })
  }
}

function unreadable(message: string, origin?: Origin): ConfigError {
  return new ConfigError([{ severity: 'error', code: 'CONFIG_POLICY', message, origin }])
}
