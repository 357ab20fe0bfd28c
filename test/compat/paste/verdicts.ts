import { isDeepStrictEqual } from 'node:util'
import type { Outcome } from './outline.ts'

/** The errors of PasteDeploy for which each of our codes can stand. */
const equivalents: Readonly<Record<string, readonly string[]>> = {
  PASTE_SYNTAX: ['ParsingError'],
  PASTE_NO_HEADER: ['MissingSectionHeaderError'],
  PASTE_DUPLICATE_KEY: ['DuplicateOptionError'],
  PASTE_DUPLICATE_SECTION: ['DuplicateSectionError'],
  PASTE_BAD_PERCENT: ['InterpolationSyntaxError'],
  PASTE_NO_KEY: ['InterpolationMissingOptionError'],
  PASTE_TOO_DEEP: ['InterpolationDepthError'],
  PASTE_NO_FILE: ['FileNotFoundError'],
  PASTE_UNKNOWN_SCHEME: ['LookupError'],
  PASTE_BAD_NAME: ['LookupError'],
  PASTE_NO_SECTION: ['LookupError'],
  PASTE_AMBIGUOUS_SECTION: ['LookupError'],
  PASTE_NO_FACTORY: ['LookupError'],
  PASTE_MANY_FACTORIES: ['LookupError'],
  PASTE_NO_GLOBAL: ['KeyError'],
  PASTE_NO_NEXT: ['LookupError'],
  PASTE_NO_PIPELINE: ['LookupError'],
  PASTE_EMPTY_PIPELINE: ['IndexError'],
  PASTE_EXTRA_SETTING: ['LookupError'],
  PASTE_NO_PACKAGE: ['PackageNotFoundError'],
  // It goes round the circle, and `set` may have put a % into `[DEFAULT]` by the second round.
  PASTE_CYCLE: [
    'RecursionError',
    'InterpolationDepthError',
    'InterpolationMissingOptionError',
    'InterpolationSyntaxError',
  ],
}

/** `the same`, or both sides where they differ. */
export function sameOutcome(ours: Outcome, theirs: Outcome): unknown {
  // Of several faults in a text PasteDeploy reports any one, as one sort of them ends its reading and the other does not.
  const isSameText = isSame(ours.text, theirs.text)
  const isFaulty = errorsOf(ours.text) !== undefined && isSameText
  return isSameText && (isFaulty || isSame(ours.context, theirs.context)) ? 'the same' : { ours, theirs }
}

function isSame(ours: unknown, theirs: unknown): boolean {
  const [ourErrors, theirError] = [errorsOf(ours), errorsOf(theirs)]
  if (ourErrors === undefined || theirError === undefined) return isDeepStrictEqual(ours, theirs)
  return ourErrors.some(code => equivalents[code]?.includes(String(theirError)))
}

const errorsOf = (part: unknown) => (part as { error?: readonly string[] }).error
