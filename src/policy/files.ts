import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { unlessMissing } from '../unless-missing.ts'
import { readPolicyFile, type WrittenRule } from './read-file.ts'

export interface PolicyFiles {
  readonly rules: ReadonlyMap<string, WrittenRule>
  /** Differs when any of the files has changed. */
  readonly fingerprint: string
}

/** Reads rules from files, later ones replacing earlier ones. Files that do not exist are passed over. */
export async function readPolicyFiles(files: readonly string[]): Promise<PolicyFiles> {
  const before = await fingerprint(files)
  const rules = new Map<string, WrittenRule>()
  for (const file of files) {
    for (const [name, rule] of await readPolicyFile(file)) rules.set(name, rule)
  }
  return { rules, fingerprint: before }
}

/** The policy file, then the files of the folders in sorted order. */
export async function listPolicyFiles(
  files: readonly string[],
  folders: readonly string[],
): Promise<readonly string[]> {
  const listed = await Promise.all(folders.map(listFolder))
  return [...files, ...listed.flat()]
}

export async function fingerprint(files: readonly string[]): Promise<string> {
  const marks = await Promise.all(
    files.map(async file => {
      const found = await unlessMissing(stat(file, { bigint: true }))
      return `${file} ${found ? `${found.mtimeNs} ${found.size} ${found.ino}` : 'absent'}`
    }),
  )
  return marks.join('\n')
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = (await unlessMissing(readdir(folder, { withFileTypes: true }))) ?? []
  return entries
    .filter(entry => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => path.join(folder, entry.name))
    .sort()
}
