import { type Ask, type Call, succeed, type Who } from './caller.ts'
import { redefine } from './definitions.ts'

/** Goes on with the images of a prefix: every change that the API knows. */
export async function change(ask: Ask, prefix: string): Promise<void> {
  const ids = await idsByName(ask, prefix)
  const image = (name: string) => `/v2/images/${ids.get(`${prefix} ${name}`)}`
  const act = (who: Who, line: string, call?: Call) => succeed(ask(who, line, call))
  const patch = (name: string, ...operations: object[]) =>
    act('alice', `PATCH ${image(name)}`, { patch: operations })

  await act('alice', `PUT ${image('queued')}/file`, { bytes: 'now there are data' })
  await act('alice', `PUT ${image('queued')}/tags/filled`)
  await patch(
    'Übergröße – 日本語',
    { op: 'replace', path: '/tags', value: ['later', 'last'] },
    { op: 'replace', path: '/empty', value: '' },
    { op: 'remove', path: '/long' },
    { op: 'add', path: '/new', value: 'ñ' },
    { op: 'replace', path: '/min_ram', value: 64 },
  )
  await patch('protected', { op: 'replace', path: '/protected', value: false })
  await act('alice', `DELETE ${image('protected')}`)
  await patch('hidden', { op: 'replace', path: '/os_hidden', value: false })
  await patch('private', { op: 'replace', path: '/visibility', value: 'shared' })
  await act('admin', `POST ${image('deactivated')}/actions/reactivate`)
  await act('alice', `DELETE ${image('empty')}`)

  await redefine(ask, prefix)

  const members = `${image('shared with many')}/members`
  await act('alice', `POST ${members}`, { json: { member: 'erin' } })
  await act('carol', `PUT ${members}/carol`, { json: { status: 'accepted' } })
  await act('alice', `DELETE ${members}/bob`)
}

async function idsByName(ask: Ask, prefix: string): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  for (const hidden of [false, true]) {
    const { images } = await succeed<{ images: { id: string; name: string | null }[] }>(
      ask('admin', `GET /v2/images?visibility=all&limit=1000&os_hidden=${hidden}`),
    )
    for (const { id, name } of images) if (name?.startsWith(prefix)) ids.set(name, id)
  }
  return ids
}
