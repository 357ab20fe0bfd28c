import type { Option } from './config.ts'
import { nearest } from './nearest.ts'

/** What to write in place of a text that an option cannot take, where that can be guessed. */
export function hintFor(option: Option<unknown>, text: string): string | undefined {
  if (text.trim() === '' && option.type === 'bounded list') return 'write [] for none'
  if (text.trim() === '') return `leave it out for the default${nameDefault(option)}`
  const meant = option.choices && nearest(text, option.choices)
  if (meant) return `did you mean "${meant}"?`
  return option.hint?.(text) ?? hintByType(option.type, text) ?? commentHint(text)
}

function nameDefault({ default: value }: Option<unknown>): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? `, ${value}` : ''
}

function hintByType(type: string, text: string): string | undefined {
  const word = text.trim()
  if (type === 'bounded list' && !word.startsWith('[')) return `write it in brackets: [${text}]`
  if (type === 'boolean' && !/[\s#;]/.test(word)) return 'write true or false'
  if (type === 'host address') return hintAtHost(word)
  if (type === 'dict') return hintAtPairs(word)
  if (type === 'integer' || type === 'port') return hintAtNumber(word, /^\d+$/)
  if (type === 'floating point') return hintAtNumber(word, /^\d+(?:\.\d+)?$/)
  return undefined
}

/** One that is a number, only too large or too small, needs no hint. */
function hintAtNumber(word: string, number: RegExp): string | undefined {
  const looksLikeOne = /^\d[\d.,]*\s*[a-z\d.,]*$/i.test(word)
  return looksLikeOne && !number.test(word) ? 'write digits alone, without a unit' : undefined
}

function hintAtPairs(word: string): string {
  if (word.endsWith(',')) return 'leave out the comma at the end'
  return word.includes(':')
    ? 'write each name once, as in a:x,b:y'
    : 'write pairs with a colon, as in a:x,b:y'
}

function hintAtHost(word: string): string | undefined {
  const bracketed = /^\[(.+)]$/.exec(word)?.[1]
  if (bracketed !== undefined) return `write it without brackets: ${bracketed}`
  if (word === '*') return 'write 0.0.0.0 for all addresses, or :: for those of IPv6, too'
  return /^[\w.-]+:\d+$/.test(word) ? 'the port has an option of its own' : undefined
}

function commentHint(text: string): string | undefined {
  return /\s[#;]/.test(text)
    ? 'a comment needs a line of its own: what follows a value belongs to it'
    : undefined
}
