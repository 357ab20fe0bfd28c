import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { unlessMissing } from '../unless-missing.ts'

export interface PolicyFiles {
  readonly rules: ReadonlyMap<string, unknown>
  /** Differs when any of the files has changed. */
  readonly fingerprint: string
}

/** Reads rules from files, later ones replacing earlier ones. Files that do not exist are passed over. */
export async function readPolicyFiles(files: readonly string[]): Promise<PolicyFiles> {
  const before = await fingerprint(files)
  const rules = new Map<string, unknown>()
  for (const file of files) {
    for (const [name, rule] of await readRules(file)) rules.set(name, rule)
  }
  return { rules, fingerprint: before }
}

/** The policy file, then the files of the folders in sorted order. */
export async function listPolicyFiles(file: string, folders: readonly string[]): Promise<readonly string[]> {
  const listed = await Promise.all(folders.map(listFolder))
  return [file, ...listed.flat()]
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

/** YAML, of which JSON is a part. Every scalar stays text: rules are nothing else. */
async function readRules(file: string): Promise<[string, unknown][]> {
  const text = await unlessMissing(readFile(file, 'utf8'))
  if (text === undefined) return []
  const content: unknown = await parseYaml(file, text)
  if (content === null || content === undefined || content === '') return []
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new Error(
      `${file}: a policy file holds "rule: check" pairs, not ${Array.isArray(content) ? 'a list' : 'text'}`,
    )
  }
  return Object.entries(content)
}

async function parseYaml(file: string, text: string): Promise<unknown> {
  // Most services have no such file: they need not wait for the parser.
  const { parse } = await import('yaml')
  try {
    return parse(text, { schema: 'failsafe', uniqueKeys: false })
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
