import { Fault } from '../errors.ts'

const counted = {
  properties: 'properties',
  tags: 'tags',
  members: 'members for this image',
  locations: 'locations',
}

/** Refuses with 413 what goes beyond the limit; a negative limit is none. */
export function refuseTooMany(what: keyof typeof counted, attempted: number, maximum: number): void {
  if (maximum < 0 || attempted <= maximum) return
  throw new Fault('TooLarge', tooMany(what, attempted, maximum))
}

/** The sentence that clients know for it. */
export function tooMany(what: keyof typeof counted, attempted: number, maximum: number): string {
  return `The limit has been exceeded on the number of allowed image ${counted[what]}. Attempted: ${attempted}, Maximum: ${maximum}`
}
