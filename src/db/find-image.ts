import type { Engine } from './engine.ts'
import { blank } from './prepared.ts'
import { readImages } from './read-images.ts'
import type { ImageRecord, Viewer } from './records.ts'
import { visibleTo } from './visibility.ts'
import { wholeRow } from './whole-images.ts'

const everybody: Viewer = { isAdmin: true, projectId: null }

export async function findImage(
  engine: Engine,
  id: string,
  { isAdmin, projectId }: Viewer = everybody,
): Promise<ImageRecord | undefined> {
  const viewer = { isAdmin, projectId: isAdmin || projectId === null ? null : blank<string>('projectId') }
  const [image] = await readImages(engine, {
    shape: `image for ${JSON.stringify(viewer)}`,
    compile: () => liveImage(engine, blank('id')).where(visibleTo(viewer)).compile(),
    values: { id, projectId },
  })
  return image
}

function liveImage(engine: Engine, id: string) {
  const images = engine.db.selectFrom('images').select(wholeRow(engine))
  return images.where('images.id', '=', id).where('images.deleted', '=', false)
}
