import type { WholeTask } from '../db/tasks/tasks.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { imageTarget, viewer } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { expireOwnTasks } from './access.ts'

/** What is and was done with an image, for those who may see it: the policies of the tasks API do not count here. */
export async function listImageTasks(
  service: ImageService,
  context: RequestContext,
  imageId: string,
): Promise<readonly WholeTask[]> {
  const image = await service.db.images.find(imageId, viewer(context))
  if (!image || !service.policy.allows(context, 'get_image', imageTarget(context, image))) {
    throw new Fault('NoRoute', '')
  }
  await expireOwnTasks(service, context)
  return service.db.tasks.ofImage(imageId, viewer(context))
}
