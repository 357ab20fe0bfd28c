import { bodiless } from '../body.ts'
import { type Route, route } from '../router.ts'
import * as namespaces from './namespaces.ts'
import * as objects from './objects.ts'
import * as properties from './properties.ts'
import * as resourceTypes from './resource-types.ts'
import * as tags from './tags.ts'

const oneNamespace = '/metadefs/namespaces/:namespace'

/** The paths of metadata definitions. */
export const metadefRoutes: readonly Route[] = [
  route('/metadefs/resource_types', { GET: bodiless(resourceTypes.listTypes) }),
  route(`${oneNamespace}/resource_types`, {
    GET: bodiless(resourceTypes.list),
    POST: resourceTypes.create,
  }),
  route(`${oneNamespace}/resource_types/:name`, { DELETE: bodiless(resourceTypes.remove) }),

  route('/metadefs/namespaces', { GET: namespaces.list, POST: namespaces.create }),
  route(oneNamespace, {
    GET: bodiless(namespaces.show),
    PUT: namespaces.update,
    DELETE: bodiless(namespaces.remove),
  }),

  route(`${oneNamespace}/properties`, {
    GET: bodiless(properties.list),
    POST: properties.create,
    DELETE: properties.clear,
  }),
  route(`${oneNamespace}/properties/:name`, {
    GET: properties.show,
    PUT: properties.update,
    DELETE: properties.remove,
  }),

  route(`${oneNamespace}/objects`, { GET: objects.list, POST: objects.create, DELETE: objects.clear }),
  route(`${oneNamespace}/objects/:name`, {
    GET: bodiless(objects.show),
    PUT: objects.update,
    DELETE: bodiless(objects.remove),
  }),

  route(`${oneNamespace}/tags`, { GET: tags.list, POST: tags.createAll, DELETE: tags.clear }),
  route(`${oneNamespace}/tags/:name`, {
    GET: bodiless(tags.show),
    POST: bodiless(tags.create),
    PUT: tags.update,
    DELETE: bodiless(tags.remove),
  }),
]
