import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Installs Debian packages that are not there yet. No package starts a daemon: tests start their own servers. */
export async function install(...packages: string[]): Promise<void> {
  const missing: string[] = []
  for (const name of packages) if (!(await isInstalled(name))) missing.push(name)
  if (missing.length === 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const lock = join(tmpdir(), 'apt')
  // One after the other: where two ask for the lists of packages at once, apt refuses the second.
  await run('flock', [lock, 'sh', '-ec', script, lock, ...missing], { env, maxBuffer: 1 << 26 })
}

const script = `
apt() { apt-get -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 -q "$@"; }
test -e "$0.lists" || apt update
touch "$0.lists"
apt install -y --no-install-recommends "$@"
`

async function isInstalled(name: string): Promise<boolean> {
  try {
    const { stdout } = await run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}', name])
    return stdout.startsWith('ii')
  } catch {
    return false
  }
}
