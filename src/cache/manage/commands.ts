import type { CacheClient } from './cache-client.ts'
import { type Column, renderTable } from './table.ts'

export interface Command {
  /** In the list of commands. */
  readonly help: string
  /** In the help on the command, where that says it in other words. */
  readonly explanation?: string
  /** In "Failed to … Got error:". */
  readonly action: string
  readonly takesImage?: true
  /** Asked before anything is changed, unless `--force` is given. */
  question?(id: string): string
  /** The lines to print, and those that `--verbose` adds. */
  run(client: CacheClient, id: string): Promise<{ readonly said?: readonly string[]; readonly more?: string }>
}

export const commands: Readonly<Record<string, Command>> = {
  'list-cached': {
    help: 'List all images currently cached',
    action: 'show cached images',
    async run(client) {
      const images = await client.cached()
      if (images.length === 0) return { said: ['No cached images.'] }
      const rows = images.map(image => [
        image.image_id,
        image.last_accessed === 0 ? 'N/A' : isoTime(image.last_accessed),
        isoTime(image.last_modified),
        String(image.size),
        String(image.hits),
      ])
      return { said: [`Found ${images.length} cached images...`, renderTable(cachedColumns, rows)] }
    },
  },
  'list-queued': {
    help: 'List all images currently queued for caching',
    action: 'show queued images',
    async run(client) {
      const ids = await client.queued()
      if (ids.length === 0) return { said: ['No queued images.'] }
      const rows = ids.map(id => [id])
      return { said: [`Found ${ids.length} queued images...`, renderTable([{ title: 'ID' }], rows)] }
    },
  },
  'queue-image': {
    help: 'Queue an image for caching',
    explanation: 'Queues an image for caching',
    action: 'queue the specified image for caching',
    takesImage: true,
    question: id => `Queue image ${id} for caching?`,
    async run(client, id) {
      await client.queue(id)
      return { more: `Queued image ${id} for caching` }
    },
  },
  'delete-cached-image': {
    help: 'Purges an image from the cache',
    explanation: 'Deletes an image from the cache',
    action: 'delete the specified cached image',
    takesImage: true,
    question: id => `Delete cached image ${id}?`,
    async run(client, id) {
      await client.deleteCached(id)
      return { more: `Deleted cached image ${id}` }
    },
  },
  'delete-all-cached-images': {
    help: 'Removes all images from the cache',
    explanation: 'Remove all images from the cache',
    action: 'Delete all cached images',
    question: () => 'Delete all cached images?',
    async run(client) {
      return { more: `Deleted ${await client.deleteAllCached()} cached images` }
    },
  },
  'delete-queued-image': {
    help: 'Deletes an image from the cache queue',
    explanation: 'Deletes an image from the cache',
    action: 'delete the specified queued image',
    takesImage: true,
    question: id => `Delete queued image ${id}?`,
    async run(client, id) {
      await client.deleteQueued(id)
      return { more: `Deleted queued image ${id}` }
    },
  },
  'delete-all-queued-images': {
    help: 'Deletes all images from the cache queue',
    explanation: 'Remove all images from the cache queue',
    action: 'Delete all queued images',
    question: () => 'Delete all queued images?',
    async run(client) {
      return { more: `Deleted ${await client.deleteAllQueued()} queued images` }
    },
  },
}

const cachedColumns: readonly Column[] = [
  { title: 'ID' },
  { title: 'Last Accessed (UTC)' },
  { title: 'Last Modified (UTC)' },
  { title: 'Size', align: 'right' },
  { title: 'Hits', align: 'right' },
]

/** Python's isoformat: microseconds only where there are some. */
function isoTime(seconds: number): string {
  const whole = Math.floor(seconds)
  const microseconds = Math.round((seconds - whole) * 1e6)
  const time = new Date(whole * 1000).toISOString().slice(0, 19)
  return microseconds === 0 ? time : `${time}.${String(microseconds).padStart(6, '0')}`
}
