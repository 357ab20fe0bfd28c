import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../../src/config/config.ts'
import type { Diagnostic } from '../../../src/config/diagnostic.ts'
import { examineConfig, type LoadConfigOptions } from '../../../src/config/load.ts'
import { folderWith } from '../../support/folder.ts'

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
