import { access } from 'node:fs/promises'

/** Whether something stands at the path. False also where that cannot be told. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
