import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PasteError } from '../../../paste/errors.ts'
import type { Kind } from '../../../paste/ini/find-section.ts'
import { type IniFile, parseIni } from '../../../paste/ini/ini.ts'
import { confOf } from '../../../paste/ini/settings.ts'
import type { Context } from '../../../paste/plan/context.ts'
import { planRoot, startRoot } from '../../../paste/plan/root.ts'

/** Files and what is to be loaded from `main.ini`. In texts and results, `@` stands for their folder. */
export interface Case {
  readonly files: Readonly<Record<string, string>>
  readonly kind: Kind
  readonly name: string | null
  readonly globalConf: Readonly<Record<string, string>> | null
}

/** What comes of a case: values and a tree of what would be built, or the error in place of either. */
export interface Outcome {
  readonly text: unknown
  readonly context: unknown
}

export async function layOut({ files }: Case, folder: string): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return `config:${folder}/main.ini`
}

/** Our result for a case that `layOut` has written. */
export async function outlineOf({ files, kind, name, globalConf }: Case, uri: string): Promise<Outcome> {
  const file = uri.slice('config:'.length)
  const ini = parseIni(files['main.ini'] ?? '', file)
  const text =
    ini.faults.length > 0 ? { error: ini.faults.map(({ code }) => code) } : rawText(ini, dirname(file))
  const options = { name: name ?? undefined, globalConf: globalConf ?? undefined }
  const context = await orCode(async () => outline((await planRoot(startRoot(kind, uri, options))).context))
  return { text, context }
}

async function orCode(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PasteError) return { error: [error.code], message: error.message }
    throw error
  }
}

function rawText({ defaults, sections, file }: IniFile, here: string) {
  const values = (entries: typeof defaults) => [...entries].map(([key, { value }]) => [key, value])
  return {
    defaults: { here, __file__: file, ...Object.fromEntries(values(defaults)) },
    sections: Object.fromEntries(
      [...sections].map(([name, { entries }]) => [name, Object.fromEntries(values(entries))]),
    ),
  }
}

function outline(context: Context): unknown {
  const common = { globals: confOf(context.globals), locals: confOf(context.locals), type: context.type }
  switch (context.type) {
    case 'filter-with':
    case 'filter-app':
      return { ...common, filter: outline(context.filter), inner: outline(context.inner) }
    case 'pipeline':
      return { ...common, filters: context.filters.map(outline), app: outline(context.app) }
    case 'factory': {
      const { name, protocol } = context.factory
      return { ...common, factory: name.split(':').at(-1), protocol: protocol ? `paste.${protocol}` : null }
    }
    case 'broken':
      return common
  }
}
