import { mkdir, stat } from 'node:fs/promises'
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

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory()
}
