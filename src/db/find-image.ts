import type { Engine } from './engine.ts'
import { prepared } from './prepared.ts'
import type { ImageRecord, Viewer } from './records.ts'
import { visibleTo } from './visibility.ts'
import { childrenOf, wholeImage } from './whole-images.ts'

/** Asks for the image and all that belongs to it at once: most ids that are asked for exist. */
export async function findImage(
  engine: Engine,
  id: string,
  viewer?: Viewer,
): Promise<ImageRecord | undefined> {
  const [[row], children] = await Promise.all([selectRow(engine, id, viewer), childrenOf(engine, [id])])
  return row && wholeImage(row, children)
}

function selectRow(engine: Engine, id: string, viewer?: Viewer) {
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

function liveImage({ db }: Engine, id: string) {
  return db.selectFrom('images').selectAll().where('id', '=', id).where('deleted', '=', false)
}
