import { Fault } from '../errors.ts'

export interface PageLimits {
  readonly limit_param_default: number
  readonly api_limit_max: number
}

export function readLimit(text: string | null, limits: PageLimits): number {
  if (text === null) return Math.min(limits.limit_param_default, limits.api_limit_max)
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new Fault('Invalid', 'limit param must be an integer')
  const limit = Number(text)
  if (limit < 0) throw new Fault('Invalid', 'limit param must be positive')
  return Math.min(limit, limits.api_limit_max)
}

/** Links to the first page, and to the next one where there is one. */
export function pageLinks(path: string, query: URLSearchParams, next: string | undefined): PageLinks {
  const parameters = new Map(query)
  parameters.delete('marker')
  const first = linkTo(path, parameters)
  if (next === undefined) return { first }
  return { first, next: `${first}${parameters.size === 0 ? '?' : '&'}marker=${encode(next)}` }
}

export interface PageLinks {
  readonly first: string
  readonly next?: string
}

function linkTo(path: string, parameters: ReadonlyMap<string, string>): string {
  if (parameters.size === 0) return path
  return `${path}?${[...parameters].map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`
}

function encode(text: string): string {
  if (!/[^\w.~-]/.test(text)) return text
  return encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, percent)
    .replaceAll('%20', '+')
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
