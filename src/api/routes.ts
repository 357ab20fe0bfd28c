import { bodiless } from './body.ts'
import * as imageCache from './image-cache.ts'
import * as imageActions from './images/image-actions.ts'
import * as imageData from './images/image-data.ts'
import * as imageLocations from './images/image-locations.ts'
import * as imageMembers from './images/image-members.ts'
import * as imageTags from './images/image-tags.ts'
import * as images from './images/images.ts'
import * as info from './info.ts'
import { metadefRoutes } from './metadefs/routes.ts'
import { publishedSchema } from './published-schemas.ts'
import { type Route, route } from './router.ts'
import * as tasks from './tasks/tasks.ts'

const schemaPaths = [
  'image',
  'images',
  'member',
  'members',
  'task',
  'tasks',
  'metadefs/namespace',
  'metadefs/namespaces',
  'metadefs/resource_type',
  'metadefs/resource_types',
  'metadefs/property',
  'metadefs/properties',
  'metadefs/object',
  'metadefs/objects',
  'metadefs/tag',
  'metadefs/tags',
]

/** Every path of the Images API v2, and who answers there. */
export const routes: readonly Route[] = [
  route('/images', { GET: images.list, POST: images.create }),
  route('/images/:image_id', {
    GET: bodiless(images.show),
    PATCH: images.patch,
    DELETE: bodiless(images.remove),
  }),
  route('/images/:image_id/file', { GET: bodiless(imageData.download), PUT: imageData.upload }),
  route('/images/:image_id/stage', { PUT: imageData.stage }),
  route('/images/:image_id/locations', { POST: imageLocations.add, GET: imageLocations.list }),
  route('/images/:image_id/tags/:tag', {
    PUT: bodiless(imageTags.add),
    DELETE: bodiless(imageTags.remove),
  }),
  route('/images/:image_id/members', { GET: bodiless(imageMembers.list), POST: imageMembers.add }),
  route('/images/:image_id/members/:member_id', {
    GET: bodiless(imageMembers.show),
    PUT: imageMembers.update,
    DELETE: bodiless(imageMembers.remove),
  }),
  route('/images/:image_id/tasks', { GET: bodiless(tasks.listOfImage) }),
  route('/images/:image_id/actions/deactivate', { POST: bodiless(imageActions.deactivate) }),
  route('/images/:image_id/actions/reactivate', { POST: bodiless(imageActions.reactivate) }),
  route('/stores/:store_id/:image_id', { DELETE: bodiless(images.removeFromStore) }),

  route('/tasks', { GET: tasks.list, POST: tasks.create }),
  route('/tasks/:task_id', { GET: tasks.show, DELETE: tasks.remove }),

  route('/info/import', { GET: bodiless(info.importMethods) }),
  route('/info/stores', { GET: bodiless(info.stores) }),
  route('/info/stores/detail', { GET: bodiless(info.storesInDetail) }),
  route('/info/usage', { GET: info.projectUsage }),

  route('/cache', { GET: bodiless(imageCache.show), DELETE: imageCache.clear }),
  route('/cache/:image_id', { DELETE: imageCache.remove, PUT: imageCache.queue }),
  route('/cache/clean', { POST: bodiless(imageCache.clean) }),
  route('/cache/prune', { POST: bodiless(imageCache.prune) }),
  route('/cache/nodes/:image_id', { GET: bodiless(imageCache.nodes) }),

  ...metadefRoutes,

  ...schemaPaths.map(path => route(`/schemas/${path}` as string, { GET: bodiless(publishedSchema(path)) })),
]
