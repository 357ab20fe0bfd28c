import type { AccessRule } from './documents.ts'

/** A request that a rule may allow. */
export interface Access {
  readonly service: string
  readonly method: string
  readonly path: string
}

/** Whether one of the rules of an application credential allows it. */
export type Allows = (access: Access) => boolean

export function compileRules(rules: readonly AccessRule[]): Allows {
  const compiled = rules.map(rule => ({ ...rule, pattern: piecesOf(rule.path) }))
  return ({ service, method, path }) =>
    compiled.some(rule => rule.service === service && rule.method === method && fits(rule.pattern, path))
}

const anything = Symbol('anything')
const betweenSlashes = Symbol('between slashes')

/** A character of the path, or what stands for many. */
type Piece = string | typeof anything | typeof betweenSlashes

/** `*` and `{name}` stand for what is between two slashes, `**` for anything. */
function piecesOf(path: string): readonly Piece[] {
  return path.split(/(\*\*|\*|\{[^}]*\})/).flatMap((part, index): readonly Piece[] => {
    if (index % 2 === 0) return [...part]
    return part === '**' ? [anything] : [betweenSlashes]
  })
}

/** Users write these patterns: unlike a regular expression this never takes more than a step for each piece and character. */
function fits(pieces: readonly Piece[], path: string): boolean {
  let reached = skipping(pieces, [0])
  for (const character of path) {
    const next = [...reached].flatMap(at => advance(pieces[at], character).map(by => at + by))
    reached = skipping(pieces, next)
  }
  return reached.has(pieces.length)
}

/** By how many pieces the character may lead on. */
function advance(piece: Piece | undefined, character: string): readonly number[] {
  if (piece === anything) return [0]
  if (piece === betweenSlashes) return character === '/' ? [] : [0, 1]
  return piece === character ? [1] : []
}

/** `anything` may be nothing. */
function skipping(pieces: readonly Piece[], places: readonly number[]): ReadonlySet<number> {
  const reached = new Set(places)
  for (const at of reached) if (pieces[at] === anything) reached.add(at + 1)
  return reached
}
