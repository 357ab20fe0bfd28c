import { isDeepStrictEqual } from 'node:util'
import type { Difference } from './compare.ts'
import type { Step } from './step.ts'

/** What differs where: differences of one kind likely have one reason. */
export function kindOf({ steps, theirs, ours }: Difference): string {
  const route = steps.at(-1)?.line.replace(/\?.*/, '').replaceAll(/@\w+/g, '@')
  if (theirs.status !== ours.status) return `${route}: ${theirs.status}, not ${ours.status}`
  const headers = keysThatDiffer(theirs.headers, ours.headers)
  if (headers.length > 0) return `${route}: ${theirs.status}, headers ${headers}`
  const body = [theirs.body, ours.body].every(body => typeof body === 'object' && body !== null)
    ? `keys ${keysThatDiffer(theirs.body as object, ours.body as object)}`
    : 'text'
  return `${route}: ${theirs.status}, ${body}`
}

/** The sequence and what came of it. */
export function tell({ steps, theirs, ours }: Difference): string {
  const lines = steps.map(tellStep)
  return `${lines.join('\n')}\n  theirs: ${JSON.stringify(theirs)}\n  ours:   ${JSON.stringify(ours)}`
}

function tellStep({ who, line, headers, json, text }: Step): string {
  const said = Object.entries(headers ?? {}).map(([name, value]) => ` -H '${name}: ${value}'`)
  const body = json === undefined ? text : JSON.stringify(json)
  return `  ${who}: ${line}${said.join('')}${body === undefined ? '' : ` ${body}`}`
}

function keysThatDiffer(one: object, other: object): readonly string[] {
  const mine = new Map(Object.entries(one))
  const yours = new Map(Object.entries(other))
  return [...new Set([...mine.keys(), ...yours.keys()])].filter(
    key => !isDeepStrictEqual(mine.get(key), yours.get(key)),
  )
}
