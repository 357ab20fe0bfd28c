import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes a folder, and those that it is to stand in. Node's own `recursive` tries without end where no folder can be made and the
 * system says that one is missing, as it does below /proc. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await isFolder(path))) return
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    // Somebody else may have made it by now.
    await mkdir(path).catch(async (still: NodeJS.ErrnoException) => {
      if (still.code !== 'EEXIST' || !(await isFolder(path))) throw still
    })
  }
}

/** What keeps a folder from being written to, or from being made where there is none. Makes nothing: of a folder that is still
 * to be made, the one that it will be made in has to do. */
export async function whyUnusable(path: string): Promise<string | undefined> {
  try {
    if (!(await isFolder(path))) return `${path} is no folder`
    await access(path, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return (error as Error).message
    return whyUnusable(dirname(path))
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory()
}
