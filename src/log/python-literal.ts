/** What the `args` and `kwargs` of a logging.config file can say. */
export type PythonValue = string | number | boolean | null | PythonName | PythonDict | readonly PythonValue[]

/** A name that stands for something of Python's, such as `sys.stdout`. */
export interface PythonName {
  readonly name: string
}

export interface PythonDict {
  readonly entries: ReadonlyMap<PythonValue, PythonValue>
}

/** Reads a literal: strings, numbers, tuples, lists, dicts, dotted names. */
export function parsePython(text: string): PythonValue {
  const tokens = tokenize(text)
  const value = readValue(tokens)
  const extra = tokens.shift()
  if (extra !== undefined) throw new Error(`unexpected ${extra} in ${text}`)
  return value
}

export function isName(value: PythonValue | undefined): value is PythonName {
  return typeof value === 'object' && value !== null && 'name' in value
}

const token =
  /\s*(?:(?<word>[rub]?"(?:[^"\\]|\\.)*"|[rub]?'(?:[^'\\]|\\.)*'|-?[\d._]+|[A-Za-z_][\w.]*|[()[\]{},:=])|(?<other>\S))/gy

function tokenize(text: string): string[] {
  const tokens: string[] = []
  for (const { groups } of text.matchAll(token)) {
    if (groups?.other !== undefined) throw new Error(`cannot read ${groups.other} in ${text}`)
    if (groups?.word !== undefined) tokens.push(groups.word)
  }
  return tokens
}

function readValue(tokens: string[]): PythonValue {
  const first = tokens.shift()
  if (first === undefined) throw new Error('a value is missing')
  if (first === '(' || first === '[') return readSequence(tokens, first === '(' ? ')' : ']')
  if (first === '{') return readDict(tokens)
  if (/^[rub]?["']/.test(first)) return readString(first)
  if (/^-?[\d.]/.test(first)) return Number(first.replaceAll('_', ''))
  if (first === 'None') return null
  if (first === 'True' || first === 'False') return first === 'True'
  if (/^[A-Za-z_]/.test(first)) return { name: first }
  throw new Error(`unexpected ${first}`)
}

/** `(x)` is x itself; `(x,)` is a tuple. */
function readSequence(tokens: string[], end: ')' | ']'): PythonValue {
  const items: PythonValue[] = []
  let commas = 0
  while (tokens[0] !== end) {
    items.push(readValue(tokens))
    if (tokens[0] === ',') commas += tokens.splice(0, 1).length
    else if (tokens[0] !== end) throw new Error(`"${end}" is missing`)
  }
  tokens.shift()
  const [only] = items
  return end === ')' && items.length === 1 && commas === 0 && only !== undefined ? only : items
}

function readDict(tokens: string[]): PythonDict {
  const entries = new Map<PythonValue, PythonValue>()
  while (tokens[0] !== '}') {
    const key = readValue(tokens)
    if (tokens.shift() !== ':') throw new Error('":" is missing')
    entries.set(key, readValue(tokens))
    if (tokens[0] === ',') tokens.shift()
    else if (tokens[0] !== '}') throw new Error('"}" is missing')
  }
  tokens.shift()
  return { entries }
}

function readString(literal: string): string {
  const isRaw = literal.startsWith('r')
  const inner = literal.replace(/^[rub]/, '').slice(1, -1)
  if (isRaw) return inner
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0' }
  return inner.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter)
}
