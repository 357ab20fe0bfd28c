/** The value of JSON text, with plain numbers. Where these have lost something, the point of `1.0` or digits beyond 2^53,
 * `JSON.stringify` writes them from the value all the same as Python writes what it has read. */
export function parseExactly(text: string): unknown {
  return mayHoldOthers.test(text) ? JSON.parse(text, keepText) : JSON.parse(text)
}

/** The number as Python writes it, where JavaScript does otherwise. */
export function exactText(holder: object, key: string): string | undefined {
  const found = (holder as Holder)[texts]?.get(key)
  return found && Object.is(found.value, (holder as Readonly<Record<string, unknown>>)[key])
    ? found.text
    : undefined
}

/** Hands on to a copy what there is to know of the numbers of the original, as far as their texts are like `which`. */
export function keepExact<T extends object>(copy: T, original: object, which = /^/): T {
  for (const [key, { value, text }] of (original as Holder)[texts] ?? []) {
    if (which.test(text)) remember(copy, key, { value, text })
  }
  return copy
}

/** Numbers with a point, an exponent or more digits than JavaScript can tell apart; or text that looks like one. */
const mayHoldOthers = /(?:^|[[:,\s])-?\d+(?:[.eE]|(?<=\d{16}))/

const texts = Symbol('texts of numbers')

interface Kept {
  readonly value: number
  readonly text: string
}

interface Holder {
  readonly [texts]?: Map<string, Kept>
}

function keepText(this: object, key: string, value: unknown, { source }: { readonly source?: string } = {}) {
  if (typeof value === 'number' && source !== undefined) {
    const text = pythonText(source, value)
    if (text !== String(value)) remember(this, key, { value, text })
  }
  return value
}

/** As `json.dumps` has it; a number beyond every float stays what it is here. */
function pythonText(source: string, value: number): string {
  if (/^-?\d+$/.test(source)) return source === '-0' ? '0' : source
  if (Object.is(value, -0)) return '-0.0'
  const [digits, exponent] = value.toExponential().split('e').map(String)
  const power = Number(exponent)
  if (power >= 16 || power < -4) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** Hidden from whoever lists the members of the holder, copies or compares it. */
function remember(holder: Holder, key: string, kept: Kept): void {
  if (!holder[texts]) {
    Object.defineProperty(holder, texts, { value: new Map() })
    if (!Object.hasOwn(holder, 'toJSON')) Object.defineProperty(holder, 'toJSON', { value: withTexts })
  }
  holder[texts]?.set(key, kept)
}

function withTexts(this: object): unknown {
  const exact = ([key, value]: [string, unknown]) => {
    const text = exactText(this, key)
    return [key, text === undefined ? value : rawJson(text)] as const
  }
  const members = Object.entries(this).map(exact)
  return Array.isArray(this) ? members.map(([, value]) => value) : Object.fromEntries(members)
}

/** Known to Node, and not yet to TypeScript. */
const { rawJSON: rawJson } = JSON as typeof JSON & { readonly rawJSON: (text: string) => unknown }
