import { readFile } from 'node:fs/promises'
import type { Program } from './program.ts'

/** The processes that a program has started: of a service, its workers. */
export async function childrenOf({ child: { pid } }: Program): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.trim().split(/\s+/).filter(Boolean).map(Number)
}
