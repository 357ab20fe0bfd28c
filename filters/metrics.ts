import type { Request } from 'express'
import { AggregatorRegistry } from 'prom-client'
import type { AppFactory } from '../paste/types.ts'
import type { CacheFigures } from '../src/cache/cache.ts'
import { imageCacheFigures } from '../src/services.ts'

/** Tells Prometheus what the image cache does, all workers together, at the path where it is mounted. */
export const appFactory: AppFactory = async globals => {
  const figures = await globals.borrow(imageCacheFigures)
  return async (req, res, next) => {
    if (!isAsked(req)) return next()
    const registry = AggregatorRegistry.aggregate([figures ? describe(await figures.read()) : []])
    const body = await registry.metrics()
    res.writeHead(200, { 'Content-Type': registry.contentType, 'Content-Length': Buffer.byteLength(body) })
    res.end(req.method === 'HEAD' ? undefined : body)
  }
}

function isAsked({ method, url }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && /^\/?(?:\?|$)/.test(url)
}

type Figures = Awaited<ReturnType<CacheFigures['read']>>

/** As `getMetricsAsJSON` of prom-client gives it. */
interface Metric {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly aggregator: 'sum'
  readonly values: readonly Value[]
}

interface Value {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number>>
  readonly metricName?: string
}

function describe(figures: Figures): readonly Metric[] {
  return [
    counter('hits_total', 'Reads of images that were in the cache.', figures.hits),
    counter('misses_total', 'Reads of images that were not in the cache.', figures.misses),
    counter('shared_fills_total', 'Misses that joined a fill under way.', figures.shared),
    counter('served_bytes_total', 'Bytes that hits asked for.', figures.hitBytes),
    counter('filled_bytes_total', 'Bytes of images that came in.', figures.filledBytes),
    counter('fill_failures_total', 'Fills that came to nothing.', figures.failures),
    counter('evictions_total', 'Images that made room for others.', figures.evictions),
    counter('evicted_bytes_total', 'Bytes of images that made room for others.', figures.evictedBytes),
    fillSeconds(figures),
    gauge('entries', 'Images in the cache.', figures.images),
    gauge('size_bytes', 'Bytes of the images in the cache.', figures.bytes),
    gauge('max_size_bytes', 'Bytes that the images in the cache may take.', figures.maxBytes),
  ]
}

function counter(name: string, help: string, value: number): Metric {
  return { ...named(name, help), type: 'counter', values: [{ labels: {}, value }] }
}

function gauge(name: string, help: string, value: number): Metric {
  return { ...named(name, help), type: 'gauge', values: [{ labels: {}, value }] }
}

function fillSeconds({ fills, fillSeconds: sum, fillsWithin }: Figures): Metric {
  const metric = named(
    'fill_seconds',
    'Seconds from the first byte of the store until the image was in the cache.',
  )
  const part = (suffix: string, value: number, labels: Value['labels'] = {}): Value => ({
    metricName: `${metric.name}_${suffix}`,
    value,
    labels,
  })
  const buckets = [...fillsWithin].map(([le, count]) => part('bucket', count, { le }))
  const values = [...buckets, part('bucket', fills, { le: '+Inf' }), part('sum', sum), part('count', fills)]
  return { ...metric, type: 'histogram', values }
}

function named(name: string, help: string) {
  return { name: `glance_image_cache_${name}`, help, aggregator: 'sum' } as const
}
