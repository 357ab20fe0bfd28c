/** Factory names of stock paste files -> our filters and apps, so that an operator's file loads as it is. */
export const glanceAliases: Readonly<Record<string, string>> = Object.fromEntries([
  ...name('glasspaste:imagesApp', ['glance.api.v2.router:API.factory']),
  ...name('glasspaste:versionsApp', [
    'glance.api.versions:create_resource',
    'glance.api.versions:app_factory',
    // Artifacts came and went; the paths of release 11 that lead there lead to a choice of versions.
    'glance.api.v3.router:API.factory',
  ]),
  ...name('glasspaste:versionOneApp', [
    'glance.api.v1:app_factory',
    'glance.api.v1.router:app_factory',
    'glance.api.v1.router:API.factory',
    'glance.api.v1_0:app_factory',
    'glance.server:app_factory',
  ]),

  ...name('glasspaste/paste:urlmap', ['glance.api:root_app_factory']),
  ...name('glasspaste/paste:flavors', ['glance.api:pipeline_factory']),

  // In files of 2012.1 a key of the section names the class.
  ...name('%(glance.app_factory)s.factory', ['glance.common.wsgi:app_factory']),
  ...name('%(glance.filter_factory)s.factory', ['glance.common.wsgi:filter_factory']),

  ...filter('versionnegotiation', [
    'glance.api.middleware.version_negotiation:VersionNegotiationFilter.factory',
    'glance.api.middleware.version_negotiation:filter_factory',
  ]),
  ...filter('context', [
    'glance.api.middleware.context:ContextMiddleware.factory',
    'glance.common.context:ContextMiddleware.factory',
    'glance.common.context:filter_factory',
  ]),
  ...filter('unauthenticated-context', [
    'glance.api.middleware.context:UnauthenticatedContextMiddleware.factory',
    'glance.common.context:UnauthenticatedContextMiddleware.factory',
  ]),
  ...filter('cache', [
    'glance.api.middleware.cache:CacheFilter.factory',
    'glance.api.middleware.cache:filter_factory',
    'glance.api.middleware.image_cache:filter_factory',
  ]),
  ...filter('cachemanage', [
    'glance.api.middleware.cache_manage:CacheManageFilter.factory',
    'glance.api.middleware.cache_manage:filter_factory',
  ]),
  ...filter('authtoken', [
    'keystonemiddleware.auth_token:filter_factory',
    'keystoneclient.middleware.auth_token:filter_factory',
    'keystone.middleware.auth_token:filter_factory',
    'keystone.middleware.glance_auth_token:filter_factory',
    'keystone.middleware.glance_auth_token:KeystoneContextMiddleware.factory',
  ]),
  ...filter('osprofiler', ['osprofiler.web:WsgiMiddleware.factory']),

  ...filter('cors', [...oslo('CORS', 'cors'), 'oslo_middleware.cors:filter_factory']),
  ...filter('http_proxy_to_wsgi', oslo('HTTPProxyToWSGI', 'http_proxy_to_wsgi')),
  ...filter('healthcheck', oslo('Healthcheck', 'healthcheck')),
  ...filter('sizelimit', oslo('RequestBodySizeLimiter', 'sizelimit')),
  ...filter('request_id', oslo('RequestId', 'request_id')),
  ...filter('catch_errors', oslo('CatchErrors', 'catch_errors')),
  ...filter('ssl', oslo('SSLMiddleware', 'ssl')),
  ...filter('gzip', ['glance.api.middleware.gzip:GzipMiddleware.factory']),
  ...name('glasspaste/filters/healthcheck:appFactory', [
    'oslo_middleware:Healthcheck.app_factory',
    'oslo_middleware.healthcheck:Healthcheck.app_factory',
  ]),

  ...retired('basicAuth', oslo('BasicAuthMiddleware', 'basic_auth')),

  ...retired('registry', [
    'glance.registry.server:app_factory',
    'glance.registry.api:API.factory',
    'glance.registry.api.v1:API.factory',
  ]),
  ...retired('artifacts', [
    'glance.api.glare.versions:create_resource',
    'glance.api.glare.router:API.factory',
    'glance.api.glare.v0_1.router:API.factory',
    'glance.api.middleware.version_negotiation:GlareVersionNegotiationFilter.factory',
  ]),
  ...retired('search', ['glance.search.api.v0_1.router:API.factory']),
  ...retired('scrubber', ['glance.store.scrubber:app_factory', 'glance.store.scrubber:Scrubber.factory']),
  ...retired('cachePruner', [
    'glance.image_cache.pruner:app_factory',
    'glance.image_cache.pruner:Pruner.factory',
  ]),
  ...retired('cacheCleaner', [
    'glance.image_cache.reaper:app_factory',
    'glance.image_cache.cleaner:Cleaner.factory',
  ]),
  ...retired('cachePrefetcher', [
    'glance.image_cache.prefetcher:app_factory',
    'glance.image_cache.prefetcher:Prefetcher.factory',
  ]),
  ...retired('cacheQueuer', ['glance.image_cache.queue_image:Queuer.factory']),
])

type Entries = readonly (readonly [name: string, target: string])[]

function filter(file: string, names: readonly string[]): Entries {
  return name(`glasspaste/filters/${file}:factory`, names)
}

function retired(what: string, names: readonly string[]): Entries {
  return name(`glasspaste/filters/retired:${what}`, names)
}

function name(target: string, names: readonly string[]): Entries {
  return names.map(each => [each, target])
}

/** The ways to write a filter of oslo.middleware. */
function oslo(className: string, module: string): readonly string[] {
  return [
    `oslo_middleware:${className}.factory`,
    `oslo_middleware.${module}:${className}.factory`,
    `oslo.middleware:${className}.factory`,
    `oslo.middleware.${module}:${className}.factory`,
    `egg:oslo.middleware#${module}`,
  ]
}
