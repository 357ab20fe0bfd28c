import module from 'node:module'
import { join } from 'node:path'

const oldestNode = [22, 22] as const

/** Runs a command on a Node that can; on an older one says so before anything that needs it is loaded. */
export async function run<M>(load: () => Promise<M>, main: (program: M) => unknown): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    process.stderr.write(
      `glasspaste needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}\n`,
    )
    process.exit(1)
  }
  keepCompiled()
  process.stdout.on('error', leaveQuietly)
  await main(await load())
}

/** In a folder that is this user's alone. Node's own choice has a fixed name in /tmp, where anybody may have put code before. */
function keepCompiled(): void {
  const { XDG_CACHE_HOME, HOME } = process.env
  const caches = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'))
  if (caches) module.enableCompileCache(join(caches, 'glasspaste'))
}

/** Whoever reads the output has enough of it, as `head` does. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
