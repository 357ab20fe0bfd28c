import type { Engine } from './engine.ts'
import { prepared } from './prepared.ts'
import type { ImageRecord, Viewer } from './records.ts'
import { visibleTo } from './visibility.ts'
import { besides, type WholeRow, wholeImage } from './whole-images.ts'

export async function findImage(
  engine: Engine,
  id: string,
  viewer?: Viewer,
): Promise<ImageRecord | undefined> {
  const [row] = await selectRow(engine, id, viewer)
  return row && wholeImage(row)
}

function selectRow(engine: Engine, id: string, viewer?: Viewer): Promise<readonly WholeRow[]> {
  if (viewer === undefined || viewer.isAdmin) return selectAny(engine, { id })
  const { projectId } = viewer
  return projectId === null ? selectOpen(engine, { id }) : selectVisible(engine, { id, projectId })
}

const selectAny = prepared((engine, { id }: { readonly id: string }) => liveImage(engine, id))

const selectOpen = prepared((engine, { id }: { readonly id: string }) =>
  liveImage(engine, id).where(visibleTo({ isAdmin: false, projectId: null })),
)

const selectVisible = prepared(
  (engine, { id, projectId }: { readonly id: string; readonly projectId: string }) =>
    liveImage(engine, id).where(visibleTo({ isAdmin: false, projectId })),
)

function liveImage(engine: Engine, id: string) {
  const images = engine.db.selectFrom('images').selectAll('images').select(besides(engine, 'images.id'))
  return images.where('images.id', '=', id).where('images.deleted', '=', false)
}
