import type { Ask } from '../ask.ts'

const image = '66666666-6666-6666-6666-666666666666'
const unknown = '00000000-0000-0000-0000-000000000000'

const post = (json?: unknown): Ask => ({ as: 'admin', ask: 'POST /v2/tasks', json })
const importFrom = (import_from: unknown): Ask => post({ type: 'import', input: { import_from } })
const list = (query: string): Ask => ({ as: 'admin', ask: `GET /v2/tasks?${query}` })

export const tasks: readonly Ask[] = [
  { as: 'admin', ask: 'GET /v2/tasks' },
  ...['limit=1', 'limit=x', 'limit=-1', 'limit=', 'marker=x', `marker=${unknown}`, 'marker='].map(list),
  ...['sort_key=x', 'sort_key=expires_at', 'sort_dir=x', 'sort_dir=asc', 'type=x', 'status=x'].map(list),
  ...['type=api_image_import', 'status=pending&type=import', 'type=', 'x=y'].map(list),
  post(),
  post([]),
  post('text'),
  post({}),
  post({ type: 'import' }),
  post({ type: 'import', input: null }),
  post({ type: 'import', input: {} }),
  importFrom(''),
  importFrom('file:///etc/passwd'),
  importFrom('filesystem:///etc/passwd'),
  importFrom('swift://x'),
  { as: 'admin', ask: 'GET /v2/tasks/nope' },
  { as: 'admin', ask: 'DELETE /v2/tasks/nope' },
  { as: 'admin', ask: 'DELETE /v2/tasks/nope', headers: { Accept: 'application/json' } },
  { as: 'admin', ask: 'DELETE /v2/tasks/nope', headers: { Accept: '*/*' } },
  { as: 'admin', ask: 'PUT /v2/tasks/nope' },
  { as: 'admin', ask: 'PUT /v2/tasks' },
  { as: 'alice', ask: 'GET /v2/tasks' },
  { as: 'alice', ask: 'GET /v2/tasks?limit=x' },
  { as: 'alice', ask: 'GET /v2/tasks/nope' },
  { as: 'alice', ask: 'DELETE /v2/tasks/nope' },
  { as: 'alice', ask: 'POST /v2/tasks', json: [] },
  { as: 'alice', ask: 'POST /v2/images', json: { id: image } },
  { as: 'alice', ask: `GET /v2/images/${image}/tasks` },
  { as: 'alice', ask: `GET /v2/images/${image}/tasks`, text: '{}' },
  { as: 'bob', ask: `GET /v2/images/${image}/tasks` },
  { as: 'admin', ask: 'GET /v2/images/nope/tasks' },
]
