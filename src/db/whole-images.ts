import type { Engine } from './engine.ts'
import { type ImageRow, toColumns } from './image-row.ts'
import { locationsOf } from './locations.ts'
import { propertiesOf } from './properties.ts'
import type { ImageRecord } from './records.ts'
import { tagsOf } from './tags.ts'

/** Rows of `images` with what stands in the tables beside it: three queries however many images. */
export async function wholeImages(engine: Engine, rows: readonly ImageRow[]): Promise<ImageRecord[]> {
  if (rows.length === 0) return []
  const children = await childrenOf(
    engine,
    rows.map(row => row.id),
  )
  return rows.map(row => wholeImage(row, children))
}

export type Children = Awaited<ReturnType<typeof childrenOf>>

export async function childrenOf(engine: Engine, ids: readonly string[]) {
  const [properties, tags, locations] = await Promise.all([
    propertiesOf(engine, ids),
    tagsOf(engine, ids),
    locationsOf(engine, ids),
  ])
  return { properties, tags, locations }
}

export function wholeImage(row: ImageRow, { properties, tags, locations }: Children): ImageRecord {
  return {
    ...toColumns(row),
    properties: new Map(properties.get(row.id)),
    tags: tags.get(row.id) ?? [],
    locations: locations.get(row.id) ?? [],
  }
}
