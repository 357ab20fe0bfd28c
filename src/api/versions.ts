import type { Request } from 'express'
import { hasCacheFolder } from '../cache/options.ts'
import type { Config } from '../config/config.ts'
import { backendOptions } from '../stores/options.ts'
import { apiOptions } from './options.ts'
import { requestOrigin } from './origin.ts'

/** What clients may ask for by version, and what they are told about it. */
export interface Versions {
  /** Whether `v2.9` and the like, from the path or a media type, is served. */
  serves(version: string): boolean
  /** The versions document, as JSON. */
  document(req: Request): string
}

export function describeVersions(config: Config): Versions {
  const features = {
    cache: hasCacheFolder(config),
    multiStore: Object.keys(config.read(backendOptions).enabled_backends ?? {}).length > 0,
  }
  const listed = listedMinors(features)
  const served = new Set(['v2', ...servedMinors(features).map(minor => `v2.${minor}`)])
  const { public_endpoint: publicEndpoint } = config.read(apiOptions)
  return {
    serves: version => served.has(version),
    document: req => versionsDocument(listed, publicEndpoint || requestOrigin(req) + (req.baseUrl ?? '')),
  }
}

interface Features {
  readonly cache: boolean
  readonly multiStore: boolean
}

/** Newest first, but for 2.17 where caching is off: the order that clients of Glance see. */
function listedMinors({ cache, multiStore }: Features): readonly number[] {
  return [
    ...(cache ? [18, 17, 16, 15, 14] : [15]),
    ...(multiStore ? [13, 12, 11, 10, 9, 8] : [9]),
    ...(cache ? [] : [17]),
    ...[7, 6, 5, 4, 3, 2, 1, 0],
  ]
}

function servedMinors({ cache, multiStore }: Features): readonly number[] {
  return [
    ...[0, 1, 2, 3, 4, 5, 6, 7, 9, 15, 17],
    ...(cache ? [14, 16, 18] : []),
    ...(multiStore ? [8, 10, 11, 12, 13] : []),
  ]
}

function versionsDocument(minors: readonly number[], base: string): string {
  const href = `${base.replace(/\/+$/, '')}/v2/`
  const newest = Math.max(...minors)
  const versions = minors.map(minor => ({
    id: `v2.${minor}`,
    status: minor === newest ? 'CURRENT' : 'SUPPORTED',
    links: [{ rel: 'self', href }],
  }))
  return JSON.stringify({ versions })
}
