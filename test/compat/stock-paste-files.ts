const rootFactory = 'paste.composite_factory = glance.api:root_app_factory'

/** Suffix of the section, and what the flavor adds. */
const flavors = [
  ['', ''],
  ['-caching', 'cache'],
  ['-cachemanagement', 'cache cachemanage'],
] as const

/** The lines of paste files that Glance has shipped, without their comments: what they name is what has to load. */
export const stockPasteFiles: Readonly<Record<string, string>> = {
  '2012.1': file(
    pipelines('', 'context', 'apiv1app'),
    section(
      'app:apiv1app',
      'paste.app_factory = glance.common.wsgi:app_factory',
      'glance.app_factory = glance.api.v1.router:API',
    ),
    ...Object.entries({
      versionnegotiation: 'glance.api.middleware.version_negotiation:VersionNegotiationFilter',
      cache: 'glance.api.middleware.cache:CacheFilter',
      cachemanage: 'glance.api.middleware.cache_manage:CacheManageFilter',
      context: 'glance.common.context:ContextMiddleware',
    }).map(([name, className]) =>
      section(
        `filter:${name}`,
        'paste.filter_factory = glance.common.wsgi:filter_factory',
        `glance.filter_factory = ${className}`,
      ),
    ),
    authtoken('keystone.middleware.auth_token:filter_factory', 'admin_password = %SERVICE_PASSWORD%'),
  ),

  '2014.2': file(
    pipelines('', 'osprofiler unauthenticated-context', 'rootapp'),
    rootApp('/: apiversions', '/v1: apiv1app', '/v2: apiv2app'),
    filters(),
    authtoken('keystonemiddleware.auth_token:filter_factory'),
    osprofiler('hmac_keys = SECRET_KEY', 'enabled = yes'),
  ),

  '11': file(
    pipelines('healthcheck', 'osprofiler unauthenticated-context', 'rootapp'),
    rootApp('/: apiversions', '/v1: apiv1app', '/v2: apiv2app', '/v3: apiv3app'),
    section('app:apiv3app', 'paste.app_factory = glance.api.v3.router:API.factory'),
    filters(),
    healthcheckFilter(),
    authtoken('keystonemiddleware.auth_token:filter_factory'),
    osprofiler('hmac_keys = SECRET_KEY #DEPRECATED', 'enabled = yes #DEPRECATED'),
  ),

  '13': file(
    pipelines('cors healthcheck http_proxy_to_wsgi', 'osprofiler unauthenticated-context', 'rootapp'),
    rootApp('/: apiversions', '/v1: apiv1app', '/v2: apiv2app'),
    filters(),
    healthcheckFilter(),
    authtoken('keystonemiddleware.auth_token:filter_factory'),
    osprofiler('hmac_keys = SECRET_KEY  #DEPRECATED', 'enabled = yes  #DEPRECATED'),
    proxyAndCors(),
  ),

  '25': file(
    pipelines('cors healthcheck http_proxy_to_wsgi', 'osprofiler unauthenticated-context', 'rootapp'),
    rootApp('/: apiversions', '/v2: apiv2app'),
    filters(),
    healthcheckFilter(),
    authtoken('keystonemiddleware.auth_token:filter_factory'),
    osprofiler(),
    proxyAndCors(),
  ),

  '32': file(
    ...flavors.map(([suffix]) =>
      section(`composite:glance-api${suffix}`, rootFactory, '/: api', '/healthcheck: healthcheck'),
    ),
    section(
      'composite:api',
      'paste.composite_factory = glance.api:pipeline_factory',
      ...flavors.map(([suffix, extra]) => {
        const outer = 'cors http_proxy_to_wsgi versionnegotiation osprofiler'
        return `${suffix.slice(1) || 'default'} = ${outer} unauthenticated-context ${extra} rootapp`
      }),
    ),
    rootApp('/: apiversions', '/v2: apiv2app'),
    section(
      'app:healthcheck',
      'paste.app_factory = oslo_middleware:Healthcheck.app_factory',
      'backends = disable_by_file',
      'disable_by_file_path = /etc/glance/healthcheck_disable',
    ),
    filters(),
    osprofiler(),
    proxyAndCors(),
  ),
}

function file(...sections: readonly string[]): string {
  return sections.join('\n')
}

function section(name: string, ...lines: readonly string[]): string {
  return [`[${name}]`, ...lines, ''].join('\n')
}

function pipelines(outer: string, context: string, app: string): string {
  const keystone = context.replace(/\S*context/, 'authtoken context')
  return [
    ...flavors.map(([suffix, extra]) => [suffix, context, extra]),
    ...flavors.map(([suffix, extra]) => [`-keystone${suffix.replace('-', '+')}`, keystone, extra]),
  ]
    .map(([suffix, who, extra]) =>
      section(
        `pipeline:glance-api${suffix}`,
        `pipeline = ${outer} versionnegotiation ${who} ${extra} ${app}`,
      ),
    )
    .join('\n')
}

function rootApp(...paths: readonly string[]): string {
  return file(
    section('composite:rootapp', rootFactory, ...paths),
    section('app:apiversions', 'paste.app_factory = glance.api.versions:create_resource'),
    section('app:apiv1app', 'paste.app_factory = glance.api.v1.router:API.factory'),
    section('app:apiv2app', 'paste.app_factory = glance.api.v2.router:API.factory'),
  )
}

function filters(): string {
  const middleware = 'paste.filter_factory = glance.api.middleware'
  return file(
    section(
      'filter:versionnegotiation',
      `${middleware}.version_negotiation:VersionNegotiationFilter.factory`,
    ),
    section('filter:cache', `${middleware}.cache:CacheFilter.factory`),
    section('filter:cachemanage', `${middleware}.cache_manage:CacheManageFilter.factory`),
    section('filter:context', `${middleware}.context:ContextMiddleware.factory`),
    section(
      'filter:unauthenticated-context',
      `${middleware}.context:UnauthenticatedContextMiddleware.factory`,
    ),
    section('filter:gzip', `${middleware}.gzip:GzipMiddleware.factory`),
  )
}

function healthcheckFilter(): string {
  return section(
    'filter:healthcheck',
    'paste.filter_factory = oslo_middleware:Healthcheck.factory',
    'backends = disable_by_file',
    'disable_by_file_path = /etc/glance/healthcheck_disable',
  )
}

function authtoken(factory: string, ...lines: readonly string[]): string {
  return section(
    'filter:authtoken',
    `paste.filter_factory = ${factory}`,
    'delay_auth_decision = true',
    ...lines,
  )
}

function osprofiler(...lines: readonly string[]): string {
  return section(
    'filter:osprofiler',
    'paste.filter_factory = osprofiler.web:WsgiMiddleware.factory',
    ...lines,
  )
}

function proxyAndCors(): string {
  return file(
    section(
      'filter:cors',
      'paste.filter_factory =  oslo_middleware.cors:filter_factory',
      'oslo_config_project = glance',
      'oslo_config_program = glance-api',
    ),
    section('filter:http_proxy_to_wsgi', 'paste.filter_factory = oslo_middleware:HTTPProxyToWSGI.factory'),
  )
}
