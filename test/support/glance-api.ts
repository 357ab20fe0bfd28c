import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localStorage } from './local-storage.ts'
import { freePort, portAnswers } from './ports.ts'
import { type Program, start } from './program.ts'

const root = join(import.meta.dirname, '../..')

export interface Glance {
  readonly url: string
  readonly folder: string
  readonly program: Program
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>
  /** Starts it again on the same folder and port. */
  restart(): Promise<void>
}

export interface Setup {
  /** Appended to the configuration, whose last section is `[paste_deploy]`. */
  readonly extra?: string | ((folder: string) => string)
  readonly env?: Readonly<Record<string, string>>
}

/** The built `glance-api` in a folder of its own on a free port. */
export async function startGlance({ extra = '', env = {} }: Setup = {}): Promise<Glance> {
  const folder = await mkdtemp(join(tmpdir(), 'glance-'))
  const port = await freePort()
  const more = typeof extra === 'function' ? extra(folder) : extra
  await writeFile(join(folder, 'glance-api.conf'), configFor(folder, port) + more)
  const remove = () => rm(folder, { recursive: true, force: true })
  let program = await launch(folder, port, env).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    get program() {
      return program
    },
    async stop(signal) {
      const end = await program.stop(signal)
      await remove()
      return end
    },
    async restart() {
      program = await launch(folder, port, env)
    },
  }
}

async function launch(folder: string, port: number, env: Setup['env'] = {}): Promise<Program> {
  const args = ['--config-file', join(folder, 'glance-api.conf')]
  const manage = start(process.execPath, [join(root, 'dist/src/bin/glance-manage.js'), ...args, 'db', 'sync'])
  await new Promise(resolve => manage.child.once('close', resolve))
  const program = start(process.execPath, [join(root, 'dist/src/bin/glance-api.js'), ...args], { env })
  try {
    await portAnswers(port, program.ended)
    return program
  } catch (error) {
    await program.stop('SIGKILL')
    throw error
  }
}

function configFor(folder: string, port: number): string {
  return `[DEFAULT]
bind_host = 127.0.0.1
bind_port = ${port}
workers = 1
${localStorage(folder)}[paste_deploy]
config_file = ${root}/etc/glance-api-paste.ini
flavor = caching
`
}
