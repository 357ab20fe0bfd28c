import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { startWebServer } from '../../support/web-server.ts'

export interface Keystone {
  readonly url: string
  stop(): Promise<void>
}

/** As much of Keystone as clients ask for. Everybody who logs in gets his name as token, and has a project of that name. */
export async function startKeystone(imageUrl: string): Promise<Keystone> {
  const web = await startWebServer((req, res) => {
    answer(req, res, { image: imageUrl, identity: url() }).catch(() => res.destroy())
  })
  const url = () => `${web.url}/v3`
  return { url: url(), stop: web.stop }
}

type Endpoints = Readonly<Record<string, string>>

async function answer(req: IncomingMessage, res: ServerResponse, endpoints: Endpoints): Promise<void> {
  const { pathname } = new URL(req.url ?? '', 'http://localhost')
  const project = /^\/v3\/projects\/(.+)$/.exec(pathname)?.[1]
  if (pathname === '/v3/auth/tokens') return logIn(req, res, endpoints)
  if (project && project !== 'nobody') return send(res, 200, { project: { id: project, name: project } })
  if (pathname === '/v3/projects') return send(res, 200, { projects: [] })
  if (project) return send(res, 404, { error: { code: 404, message: `Could not find project: ${project}.` } })
  send(res, 200, {
    version: { id: 'v3.14', status: 'stable', links: [{ rel: 'self', href: endpoints.identity }] },
  })
}

interface Login {
  readonly auth: { readonly identity: { readonly password: { readonly user: { readonly name: string } } } }
}

async function logIn(req: IncomingMessage, res: ServerResponse, endpoints: Endpoints): Promise<void> {
  const { name } = ((await json(req)) as Login).auth.identity.password.user
  const domain = { id: 'default', name: 'Default' }
  const token = {
    methods: ['password'],
    user: { id: name, name, domain },
    project: { id: name, name, domain },
    roles: [{ id: 'member', name: 'member' }],
    issued_at: '2026-01-01T00:00:00.000000Z',
    expires_at: '2999-01-01T00:00:00.000000Z',
    catalog: Object.entries(endpoints).map(([type, url]) => ({
      id: type,
      name: type,
      type,
      endpoints: [{ id: type, interface: 'public', region: 'here', region_id: 'here', url }],
    })),
  }
  res.setHeader('X-Subject-Token', name)
  send(res, 201, { token })
}

function send(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
