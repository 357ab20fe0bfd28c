import type { Ask } from '../ask.ts'
import { creation } from './create.ts'
import { data } from './data.ts'
import { listing } from './list.ts'
import { patching } from './patch.ts'
import { routing } from './routing.ts'
import { sharing } from './sharing.ts'

export const topics: Readonly<Record<string, readonly Ask[]>> = {
  routing,
  creation,
  listing,
  patching,
  data,
  sharing,
}
