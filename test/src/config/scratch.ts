import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Config } from '../../../src/config/config.ts'
import type { Diagnostic } from '../../../src/config/diagnostic.ts'
import { examineConfig, type LoadConfigOptions } from '../../../src/config/load.ts'

/** A folder with these files in it, for one test. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'glasspaste-config-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  return folder
}

/** What is wrong or doubtful in these files, as `--check` finds it. */
export async function diagnosticsOf(options: LoadConfigOptions): Promise<readonly Diagnostic[]> {
  return (await examineConfig(options)).diagnostics
}

interface Configured {
  readonly config: Config
  readonly folder: string
  readonly file: string
}

/** The configuration that a glance-api.conf of this text makes, and nothing beside it. `here` says what `$HERE` stands for. */
export async function configOf(text: string, here = (folder: string) => folder): Promise<Configured> {
  const folder = await folderWith({ 'glance-api.conf': '' })
  const file = join(folder, 'glance-api.conf')
  await writeFile(file, text.replaceAll('$HERE', here(folder)))
  const { config } = await examineConfig({ files: [file], home: folder, env: {} })
  return { config, folder, file }
}
