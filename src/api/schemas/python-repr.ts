/** A JSON value as Python prints it, for messages that clients of Glance know. */
export function pythonRepr(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object') return String(value)
  // Nobody reads on, and hostile input nests without end.
  if (depth > 20) return '...'
  if (Array.isArray(value)) return `[${value.map(item => pythonRepr(item, depth + 1)).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${quote(key)}: ${pythonRepr(item, depth + 1)}`)
    .join(', ')}}`
}

const width = 72

/** The same over several lines, keys sorted, where one line would be too long. */
export function pythonPretty(value: unknown, indent = 0, depth = 0): string {
  const line = pythonRepr(sorted(value), depth)
  if (line.length <= width - indent || depth > 20) return line
  if (Array.isArray(value)) {
    return `[${value.map(item => pythonPretty(item, indent + 1, depth + 1)).join(newLine(indent + 1))}]`
  }
  if (typeof value !== 'object' || value === null) return line
  const items = Object.entries(value)
    .sort(byKey)
    .map(([key, item]) => {
      const label = `${quote(key)}: `
      return label + pythonPretty(item, indent + 1 + label.length, depth + 1)
    })
  return `{${items.join(newLine(indent + 1))}}`
}

function newLine(indent: number): string {
  return `,\n${' '.repeat(indent)}`
}

function sorted(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > 20) return value
  if (Array.isArray(value)) return value.map(item => sorted(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .sort(byKey)
      .map(([key, item]) => [key, sorted(item, depth + 1)]),
  )
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function quote(text: string): string {
  const escaped = text.replaceAll(/[\\\p{C}\p{Z}]/gu, character =>
    character === ' ' ? character : (escapes[character] ?? escapeUnprintable(character)),
  )
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`
}

function escapeUnprintable(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16)
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}
