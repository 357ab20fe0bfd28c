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

const one = { tags: 'tag', members: 'member' }

/** The same for what is added to an image one by one: Glance then names the image. */
export function refuseTooManyOf(
  what: keyof typeof one,
  imageId: string,
  attempted: number,
  maximum: number,
): void {
  if (maximum < 0 || attempted <= maximum) return
  const reason = tooMany(what, attempted, maximum)
  throw new Fault('TooLarge', `Image ${one[what]} limit exceeded for image ${imageId}: ${reason}:`)
}

/** The sentence that clients know for it. */
function tooMany(what: keyof typeof counted, attempted: number, maximum: number): string {
  return `The limit has been exceeded on the number of allowed image ${counted[what]}. Attempted: ${attempted}, Maximum: ${maximum}`
}
