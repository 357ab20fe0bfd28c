import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Installs Debian packages that are not there yet. No package starts a daemon: tests start their own servers. */
export async function install(...packages: string[]): Promise<void> {
  const missing: string[] = []
  for (const name of packages) if (!(await isInstalled(name))) missing.push(name)
  if (missing.length === 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const apt = ['-o', 'DPkg::Lock::Timeout=900', '-o', 'Acquire::Retries=3', '-q']
  await run('apt-get', [...apt, 'update'], { env })
  await run('apt-get', [...apt, 'install', '-y', '--no-install-recommends', ...missing], {
    env,
    maxBuffer: 1 << 26,
  })
}

async function isInstalled(name: string): Promise<boolean> {
  try {
    const { stdout } = await run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}', name])
    return stdout.startsWith('ii')
  } catch {
    return false
  }
}
