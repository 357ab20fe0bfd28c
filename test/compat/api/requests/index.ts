import type { Ask } from '../ask.ts'
import { creation } from './create.ts'
import { data } from './data.ts'
import { firstFaults } from './first-faults.ts'
import { listing } from './list.ts'
import { settings as locationSettings, locations } from './locations.ts'
import { metadefAccess } from './metadef-access.ts'
import { metadefContents } from './metadef-contents.ts'
import { metadefNamespaces } from './metadef-namespaces.ts'
import { patching } from './patch.ts'
import {
  policySettings,
  settings as protectionSettings,
  protections,
  protectionsByPolicies,
} from './protections.ts'
import { routing } from './routing.ts'
import { schemas } from './schemas.ts'
import { sharing } from './sharing.ts'
import { settings as storeSettings, stores } from './stores.ts'
import { tasks } from './tasks.ts'

export interface Topic {
  readonly name: string
  readonly asks: readonly Ask[]
  /** Lines of `[DEFAULT]` and further sections, where the answers depend on them; `<folder>` is one to write to, and
   * `<here>` the one above this. */
  readonly settings?: string
}

export const topics: readonly Topic[] = [
  { name: 'routing', asks: routing },
  { name: 'creation', asks: creation },
  { name: 'listing', asks: listing },
  { name: 'patching', asks: patching },
  { name: 'data', asks: data },
  { name: 'sharing', asks: sharing },
  { name: 'first-faults', asks: firstFaults },
  { name: 'schemas', asks: schemas },
  { name: 'metadef-namespaces', asks: metadefNamespaces },
  { name: 'metadef-contents', asks: metadefContents },
  { name: 'metadef-access', asks: metadefAccess },
  { name: 'tasks', asks: tasks },
  { name: 'locations', asks: locations, settings: locationSettings },
  { name: 'stores', asks: stores, settings: storeSettings },
  { name: 'protections', asks: protections, settings: protectionSettings },
  { name: 'protections-by-policies', asks: protectionsByPolicies, settings: policySettings },
]
