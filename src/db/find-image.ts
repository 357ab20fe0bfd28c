import type { Engine } from './engine.ts'
import { blank } from './prepared.ts'
import { readImages } from './read-images.ts'
import type { ImageRecord, Viewer } from './records.ts'
import { visibleTo } from './visibility.ts'
import { wholeRow } from './whole-images.ts'

const everybody: Viewer = { isAdmin: true, projectId: null }

export function findImage(
  engine: Engine,
  id: string,
  { isAdmin, projectId }: Viewer = everybody,
): Promise<ImageRecord | undefined> {
  const viewer = isAdmin ? 'administrators' : projectId === null ? 'nobody' : 'a project'
  const shape = `image for ${viewer}`
  const query = {
    shape,
    // The id of a project comes in a header, and has no line break.
    key: `${shape}\n${projectId}\n${id}`,
    compile: () => liveImage(engine, viewers[viewer]).compile(),
    values: { id, projectId },
  }
  return readImages(engine, query).then(images => images[0])
}

const viewers = {
  administrators: everybody,
  nobody: { isAdmin: false, projectId: null },
  'a project': { isAdmin: false, projectId: blank<string>('projectId') },
} satisfies Record<string, Viewer>

function liveImage(engine: Engine, viewer: Viewer) {
  const images = engine.db.selectFrom('images').select(wholeRow(engine))
  return images
    .where('images.id', '=', blank<string>('id'))
    .where('images.deleted', '=', false)
    .where(visibleTo(viewer))
}
