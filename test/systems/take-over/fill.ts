import { setTimeout as sleep } from 'node:timers/promises'
import { type Ask, type Call, succeed, type Who } from './caller.ts'
import { define } from './definitions.ts'
import type { Stores } from './site.ts'

/** Makes images of every kind there is, their names beginning with `prefix`. */
export async function fill(ask: Ask, prefix: string, stores: Stores): Promise<void> {
  await fillVisibilities(ask, prefix)
  await fillStates(ask, prefix)
  await fillDetails(ask, prefix)
  await fillMembers(ask, prefix)
  await define(ask, prefix)
  if (stores === 'two stores') {
    const id = await create(ask, 'alice', { name: `${prefix} in the slow store` })
    await upload(ask, id, 'slow', { headers: { 'X-Image-Meta-Store': 'slow' } })
  }
}

/**
 * Leaves a task behind, and what an import leaves at its image. Asks for the image, which lets go of its task
 * last: whoever asks Python Glance for tasks has it write to them, and on SQLite that ends the thread at work.
 */
export async function importImage(ask: Ask, name: string): Promise<void> {
  const id = await create(ask, 'alice', { name })
  await succeed(ask('alice', `PUT /v2/images/${id}/stage`, { bytes: 'imported' }))
  await succeed(ask('alice', `POST /v2/images/${id}/import`, { json: { method: { name: 'glance-direct' } } }))
  let image: { readonly status?: string; readonly os_glance_import_task?: string } = {}
  for (let i = 0; i < 600; i++) {
    image = await succeed(ask('alice', `GET /v2/images/${id}`))
    if (image.status === 'active' && image.os_glance_import_task === undefined) return
    await sleep(200)
  }
  throw new Error(`${name} is still being imported: ${JSON.stringify(image)}`)
}

const formats = { disk_format: 'raw', container_format: 'bare' }

async function create(ask: Ask, who: Who, json: object): Promise<string> {
  return (await succeed(ask(who, 'POST /v2/images', { json: { ...formats, ...json } }))).id
}

async function upload(ask: Ask, id: string, bytes: string, call: Call = {}): Promise<void> {
  await succeed(ask('alice', `PUT /v2/images/${id}/file`, { bytes, ...call }))
}

async function fillVisibilities(ask: Ask, prefix: string): Promise<void> {
  for (const visibility of ['private', 'shared', 'community', 'public']) {
    const name = `${prefix} ${visibility}`
    const id = await create(ask, visibility === 'public' ? 'admin' : 'alice', { name, visibility })
    await succeed(ask('admin', `PUT /v2/images/${id}/file`, { bytes: `data of ${name}` }))
  }
  await create(ask, 'bob', { name: `${prefix} of bob`, visibility: 'community' })
}

async function fillStates(ask: Ask, prefix: string): Promise<void> {
  await create(ask, 'alice', { name: `${prefix} queued`, min_disk: 3, min_ram: 512 })
  await succeed(ask('alice', 'POST /v2/images', { json: {} }))
  await upload(ask, await create(ask, 'alice', { name: `${prefix} empty` }), '')
  await create(ask, 'alice', { name: `${prefix} protected`, protected: true })
  const hidden = await create(ask, 'alice', { name: `${prefix} hidden`, os_hidden: true })
  await upload(ask, hidden, 'x'.repeat(3_000_000))
  const deactivated = await create(ask, 'alice', { name: `${prefix} deactivated` })
  await upload(ask, deactivated, 'dangerous')
  await succeed(ask('admin', `POST /v2/images/${deactivated}/actions/deactivate`))
  const deleted = await create(ask, 'alice', { name: `${prefix} deleted`, tags: ['gone'], gone: 'too' })
  await upload(ask, deleted, 'gone')
  await succeed(ask('alice', `DELETE /v2/images/${deleted}`))
}

async function fillDetails(ask: Ask, prefix: string): Promise<void> {
  const id = await create(ask, 'alice', {
    name: `${prefix} Übergröße – 日本語`,
    tags: ['plain', 'with blank', 'ünï'],
    os_distro: 'debian',
    empty: '',
    'odd name: %(x)s "quoted"': "it's\na value with \\ and 100%",
    long: 'long '.repeat(5000),
  })
  const patch = [
    { op: 'remove', path: '/empty' },
    { op: 'add', path: '/empty', value: 'no more' },
    { op: 'replace', path: '/os_distro', value: 'devuan' },
    { op: 'add', path: '/removed', value: 'at once' },
    { op: 'remove', path: '/removed' },
  ]
  await succeed(ask('alice', `PATCH /v2/images/${id}`, { patch }))
  await succeed(ask('alice', `PUT /v2/images/${id}/tags/later`))
  await succeed(ask('alice', `DELETE /v2/images/${id}/tags/plain`))
}

async function fillMembers(ask: Ask, prefix: string): Promise<void> {
  const id = await create(ask, 'alice', { name: `${prefix} shared with many`, visibility: 'shared' })
  await upload(ask, id, 'for many')
  const path = `/v2/images/${id}/members`
  for (const member of ['bob', 'carol', 'dave', 'erin'])
    await succeed(ask('alice', `POST ${path}`, { json: { member } }))
  await succeed(ask('bob', `PUT ${path}/bob`, { json: { status: 'accepted' } }))
  await succeed(ask('dave', `PUT ${path}/dave`, { json: { status: 'rejected' } }))
  await succeed(ask('alice', `DELETE ${path}/erin`))
}
