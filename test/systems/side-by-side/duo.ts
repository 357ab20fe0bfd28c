import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, portAnswers } from '../../support/ports.ts'
import { type Program, runToEnd, start } from '../../support/program.ts'
import { pythonManage, startPythonGlance } from '../../support/python-glance.ts'
import { stockPasteFile } from '../../support/stock-paste-file.ts'

const root = join(import.meta.dirname, '../../..')

/** Python Glance and ours, each with a database and stores of its own. */
export interface Duo {
  readonly theirs: Service
  readonly ours: Service
  stop(): Promise<void>
}

export interface Service {
  readonly url: string
  readonly folder: string
  readonly program: Program
}

/** `extra` is further configuration of both; `<folder>` in it is the service's own. `ours` runs our programs. */
export async function startDuo(extra: string, ours = builtPrograms): Promise<Duo> {
  const [theirs, mine] = await Promise.all([startTheirs(extra), startOurs(extra, ours)])
  return {
    theirs,
    ours: mine,
    async stop() {
      await Promise.all([theirs.stop(), mine.stop()])
    },
  }
}

const builtPrograms = (program: string): readonly string[] => [join(root, `dist/src/bin/${program}.js`)]

async function startTheirs(extra: string) {
  const folder = await makeFolder(extra, 0)
  await pythonManage(folder, 'db', 'sync')
  const { url, program, stop } = await startPythonGlance(folder)
  return { url, folder, program, stop: () => stop().then(() => rm(folder, { recursive: true, force: true })) }
}

async function startOurs(extra: string, programs: typeof builtPrograms) {
  const port = await freePort()
  const folder = await makeFolder(extra, port)
  const args = ['--config-file', join(folder, 'glance-api.conf')]
  await runToEnd(process.execPath, [...programs('glance-manage'), ...args, 'db', 'sync'])
  const program = start(process.execPath, [...programs('glance-api'), ...args])
  await portAnswers(port, program.ended)
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    program,
    stop: () => program.stop().then(() => rm(folder, { recursive: true, force: true })),
  }
}

async function makeFolder(extra: string, port: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'glasspaste-duo-'))
  for (const name of ['images', 'slow', 'staging', 'tasks', 'cache']) await mkdir(join(folder, name))
  await writeFile(
    join(folder, 'glance-api.conf'),
    settings(folder, port) + extra.replaceAll('<folder>', folder),
  )
  await writeFile(join(folder, 'glance-api-paste.ini'), stockPasteFile('versionnegotiation context rootapp'))
  return folder
}

const settings = (folder: string, port: number) => `[DEFAULT]
bind_host = 127.0.0.1
bind_port = ${port}
workers = 1
enforce_secure_rbac = True
[oslo_policy]
enforce_new_defaults = True
[database]
connection = sqlite:///${folder}/glance.sqlite
[paste_deploy]
config_file = ${folder}/glance-api-paste.ini
`
