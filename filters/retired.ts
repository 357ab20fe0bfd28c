/** What stock paste files of earlier releases name and nobody can build any more. Each says what to write instead. */
export const registry = refuse(
  'the registry service is gone: take the section out, the API reads the database itself',
)
export const artifacts = refuse('Glare, the artifacts API, is gone: take the section and its path out')
export const search = refuse('searching has moved to a service of its own: take the section and its path out')
export const scrubber = refuse('the scrubber is no app: run glance-scrubber')
export const cachePruner = refuse(
  'the cache keeps its size itself: take the section out, or run glance-cache-pruner',
)
export const cacheCleaner = refuse('the cleaner is no app: run glance-cache-cleaner')
export const cachePrefetcher = refuse('the prefetcher is no app: run glance-cache-prefetcher')
export const cacheQueuer = refuse('images are queued with PUT /v2/cache/{image_id}')

/** What operators add to stock files and glasspaste does not have. */
export const basicAuth = refuse('basic_auth is not there: let the proxy in front authenticate')

function refuse(reason: string): () => never {
  return () => {
    throw new Error(reason)
  }
}
