/** What comes of it, or nothing when there is no such file. */
export async function unlessMissing<T>(done: Promise<T>): Promise<T | undefined> {
  try {
    return await done
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
