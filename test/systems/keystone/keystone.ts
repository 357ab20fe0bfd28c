import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessRule } from '../../../src/keystone/documents.ts'
import { install } from '../../support/apt.ts'
import { freePort, portAnswers } from '../../support/ports.ts'
import { type Program, start } from '../../support/program.ts'

/** A Keystone of Debian's packages, with SQLite, Fernet tokens and one user, `admin`. */
export interface Keystone {
  readonly url: string
  readonly program: Program
  /** Makes something as the administrator: `create('user', { name })`. Gives its id. */
  create(kind: string, about: Readonly<Record<string, unknown>>): Promise<string>
  /** Gives a role, by name, to a user on a project, a domain or the system: `projects/ID/users/ID`, `system/users/ID`. */
  grant(role: string, where: string): Promise<void>
  logIn(who: Login): Promise<string>
  ask(
    method: string,
    path: string,
    ask?: { token?: string; body?: unknown; subject?: string },
  ): Promise<Response>
  stop(): Promise<void>
}

export interface Login {
  readonly user: string
  /** As the API has it; none is no scope. */
  readonly scope?: unknown
}

export const password = 'opensesame'

export async function startKeystone(): Promise<Keystone> {
  await install('python3-keystone')
  const folder = await mkdtemp(join(tmpdir(), 'keystone-'))
  const config = join(folder, 'keystone.conf')
  for (const keys of ['tokens', 'receipts', 'credentials']) await mkdir(join(folder, keys), { mode: 0o700 })
  await writeFile(config, configFor(folder))
  const port = await freePort()
  const serve = join(import.meta.dirname, 'serve.py')
  const program = start('/usr/bin/python3', [serve, config, String(port), password])
  process.once('exit', () => program.child.kill('SIGKILL'))
  await portAnswers(port, program.ended)

  const url = `http://127.0.0.1:${port}`
  const ask: Keystone['ask'] = (method, path, { token, body, subject } = {}) =>
    fetch(`${url}/v3${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token && { 'X-Auth-Token': token }),
        ...(subject && { 'X-Subject-Token': subject }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  const logIn: Keystone['logIn'] = async ({ user, scope }) => {
    const identity = {
      methods: ['password'],
      password: { user: { name: user, domain: { id: 'default' }, password } },
    }
    const answer = await ask('POST', '/auth/tokens', { body: { auth: { identity, scope } } })
    const token = answer.headers.get('X-Subject-Token')
    if (!token) throw new Error(`${user} cannot log in: ${await answer.text()}`)
    return token
  }
  const admin = await logIn({ user: 'admin', scope: projectScope('admin') })
  const roles = new Map<string, string>()
  for (const { name, id } of await list('role')) roles.set(name, id)

  async function list(kind: string) {
    const answer = (await (await ask('GET', `/${kind}s`, { token: admin })).json()) as Record<
      string,
      { id: string; name: string }[]
    >
    return answer[`${kind}s`] ?? []
  }

  return {
    url,
    program,
    ask,
    logIn,
    async create(kind, about) {
      const answer = await ask('POST', `/${kind}s`, { token: admin, body: { [kind]: about } })
      if (!answer.ok) throw new Error(`no ${kind}: ${await answer.text()}`)
      const made = ((await answer.json()) as Record<string, { id: string; name: string }>)[kind]
      if (kind === 'role' && made) roles.set(made.name, made.id)
      return made?.id ?? ''
    },
    async grant(role, where) {
      const answer = await ask('PUT', `/${where}/roles/${roles.get(role)}`, { token: admin })
      if (!answer.ok) throw new Error(`${role} is not granted on ${where}: ${await answer.text()}`)
    },
    async stop() {
      await program.stop('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export function projectScope(name: string) {
  return { project: { name, domain: { id: 'default' } } }
}

/** A user with a password, and roles on a project of its own. */
export async function addUser(
  keystone: Keystone,
  name: string,
  project: string,
  ...roles: readonly string[]
): Promise<string> {
  const user = await keystone.create('user', { name, password })
  for (const role of roles) await keystone.grant(role, `projects/${project}/users/${user}`)
  return user
}

/** The token of a new application credential that is good for one kind of request. */
export async function narrowToken(keystone: Keystone, owner: string, rule: AccessRule): Promise<string> {
  const whose = await keystone.ask('GET', '/auth/tokens', { token: owner, subject: owner })
  const { user } = ((await whose.json()) as { token: { user: { id: string } } }).token
  const made = await keystone.ask('POST', `/users/${user.id}/application_credentials`, {
    token: owner,
    body: { application_credential: { name: 'narrow', secret: password, access_rules: [rule] } },
  })
  const { id } = ((await made.json()) as { application_credential: { id: string } }).application_credential
  const identity = { methods: ['application_credential'], application_credential: { id, secret: password } }
  const answer = await keystone.ask('POST', '/auth/tokens', { body: { auth: { identity } } })
  return answer.headers.get('X-Subject-Token') ?? ''
}

function configFor(folder: string): string {
  return `[DEFAULT]
log_file = ${folder}/keystone.log
[database]
connection = sqlite:///${folder}/keystone.sqlite
[identity]
password_hash_rounds = 4
[token]
provider = fernet
[fernet_tokens]
key_repository = ${folder}/tokens
[fernet_receipts]
key_repository = ${folder}/receipts
[credential]
key_repository = ${folder}/credentials
[cache]
enabled = false
`
}
