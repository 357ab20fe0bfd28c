import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runToEnd } from '../support/program.ts'

const root = join(import.meta.dirname, '..', '..')

export interface Page extends AsyncDisposable {
  /** The code blocks of the page as the files they name, beside the packages they import. */
  readonly folder: string
  readonly files: readonly string[]
  readonly text: string
}

/** Writes out the code blocks of `docs/NAME.md`, or of that file, whose first line is a comment with a file's name. */
export async function openPage(name: string, path = join('docs', `${name}.md`)): Promise<Page> {
  const text = await readFile(join(root, path), 'utf8')
  const folder = await mkdtemp(join(tmpdir(), `docs-${name}-`))
  const blocks = [...text.matchAll(/^```\w+\n(?:\/\/|#) (\S+\.\w+)\n(.*?)^```$/gms)]
  for (const [, file = '', code = ''] of blocks) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), `\n${code}`)
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await mkdir(join(folder, 'node_modules/@opentelemetry'), { recursive: true })
  for (const name of [
    'express',
    'helmet',
    'compression',
    'express-rate-limit',
    'zod',
    'prom-client',
    'vitest',
  ]) {
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
  await symlink(
    join(root, 'node_modules/@opentelemetry/api'),
    join(folder, 'node_modules/@opentelemetry/api'),
  )
  await symlink(root, join(folder, 'node_modules/glasspaste'))
  return {
    folder,
    text,
    files: blocks.map(([, file = '']) => file),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

/** Runs a module in the page's folder, on the sources; gives what it prints. */
export async function runIn({ folder }: Page, code: string): Promise<string> {
  await writeFile(join(folder, 'run.mjs'), code)
  return runToEnd(process.execPath, ['--conditions=glasspaste-source', 'run.mjs'], { cwd: folder })
}
