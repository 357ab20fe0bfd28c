import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { type Program, runToEnd, start } from '../../support/program.ts'

const root = join(import.meta.dirname, '../../..')

/** A project of a stranger, with the packed package installed in it. */
export interface Project extends AsyncDisposable {
  readonly folder: string
  readonly tarball: string
  /** Writes the code blocks of a page that name their file. */
  copyBlocks(page: string): Promise<void>
  write(file: string, text: string): Promise<void>
  read(file: string): Promise<string>
  /** Runs a module in it; gives what it prints. */
  run(code: string): Promise<string>
  /** Runs an installed command to its end; gives what it prints, and its exit code. */
  npx(command: string, ...args: string[]): Promise<{ readonly output: string; readonly code: unknown }>
  start(command: string, ...args: string[]): Program
}

/** Packs a clone of the last commit, and installs it beside Express and the middlewares and tools that the docs name. */
export async function installPacked(): Promise<Project> {
  const place = await mkdtemp(join(tmpdir(), 'packed-'))
  const [clone, folder] = [join(place, 'clone'), join(place, 'project')]
  await runToEnd('git', ['clone', '-q', root, clone])
  await runToEnd('npm', ['pack', '--pack-destination', place], { cwd: clone })
  const tarball = join(place, (await readdir(place)).find(name => name.endsWith('.tgz')) ?? '')
  await runToEnd('mkdir', [folder])
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const packages = [...['express@5', 'helmet@8', 'compression@1', 'express-rate-limit@8'], ...tools]
  await runToEnd('npm', ['install', '--no-audit', '--no-fund', tarball, ...packages], { cwd: folder })

  const path = [join(folder, 'node_modules/.bin'), join(clone, 'node_modules/.bin'), process.env.PATH]
  const env = { PATH: path.join(delimiter) }
  const startHere = (command: string, ...args: string[]) => start(command, args, { cwd: folder, env })
  async function write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  return {
    folder,
    tarball,
    write,
    read: file => readFile(join(folder, file), 'utf8'),
    start: startHere,
    async copyBlocks(page) {
      const text = await readFile(join(root, page), 'utf8')
      const blocks = text.matchAll(/^```\w+\n((?:\/\/|#) (\S+\.\w+)\n.*?)^```$/gms)
      for (const [, code = '', file = ''] of blocks) await write(file, code)
    },
    async run(code) {
      await write('run.mjs', code)
      return runToEnd('node', ['run.mjs'], { cwd: folder, env })
    },
    async npx(command, ...args) {
      const program = startHere(command, ...args)
      const code = await ending(program)
      return { output: program.output(), code }
    },
    [Symbol.asyncDispose]: () => rm(place, { recursive: true, force: true }),
  }
}

const tools = [
  ...['zod@4', 'valibot@1', 'arktype@2', 'vitest@5'],
  ...['typescript@6', '@types/express@5', '@types/node@24'],
]

async function ending(program: Program): Promise<unknown> {
  const { child } = program
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise(resolve => child.once('close', resolve))
  }
  return child.exitCode ?? child.signalCode
}
