import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { install } from './apt.ts'
import { freePort, portAnswers } from './ports.ts'
import { type Program, runToEnd, start } from './program.ts'

/** Upstream's service, release 25, of Debian 12. */
export interface PythonGlance {
  readonly url: string
  readonly program: Program
  stop(): Promise<unknown>
}

export async function installPythonGlance(): Promise<void> {
  await install('python3-glance', 'glance-common', 'python3-psycopg2')
}

/** Serves with the `glance-api.conf` and the `glance-api-paste.ini` that are in the folder. */
export async function startPythonGlance(folder: string): Promise<PythonGlance> {
  const importSettings = 'glance-image-import.conf'
  await copyFile(join('/usr/share/glance-common', importSettings), join(folder, importSettings))
  const port = await freePort()
  const program = start('/usr/bin/glance-wsgi-api', ['--host', '127.0.0.1', '--port', String(port)], {
    env: { OS_GLANCE_CONFIG_DIR: folder },
  })
  await portAnswers(port, program.ended)
  return { url: `http://127.0.0.1:${port}`, program, stop: () => program.stop() }
}

export function pythonManage(folder: string, ...action: string[]): Promise<string> {
  return runToEnd('/usr/bin/glance-manage', ['--config-file', join(folder, 'glance-api.conf'), ...action])
}
