import { parseExactly } from '../exact-numbers.ts'

/** JSON for a column, byte for byte as Python writes it: who searches or compares the text finds what Glance would have put there. */
export function writeJson(value: object): string {
  return JSON.stringify(value, null, 1)
    .replaceAll(/,\n */g, ', ')
    .replaceAll(/\n */g, '')
    .replaceAll(/[\u007f-\uffff]/g, escaped)
}

/** Reads also what Python writes beyond JSON, numbers that are none: they become null. */
export function readJson<Value>(text: string): Value {
  try {
    return parseExactly(text) as Value
  } catch {
    return parseExactly(text.replaceAll(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, textOrNull)) as Value
  }
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function textOrNull(found: string): string {
  return found.startsWith('"') ? found : 'null'
}
