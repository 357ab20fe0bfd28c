import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Exchange, startExchange } from '../../support/exchange.ts'

export interface Job {
  /** The program's file and its arguments. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** A file for its stdin, which is a terminal otherwise. */
  readonly input?: string
  /** Which of its streams counts, unless it fails. */
  readonly stream?: 'stdout' | 'stderr'
}

export interface Runner {
  /** What the program has printed on one of its streams; fails with all it has printed when its exit code is not 0. */
  run(job: Job): Promise<string>
  stop(): Promise<void>
}

/** Runs installed Python programs that use the modules named, many at a time. */
export async function startRunner(...modules: string[]): Promise<Runner> {
  const folder = await mkdtemp(join(tmpdir(), 'runner-'))
  const exchange: Exchange = startExchange([join(import.meta.dirname, 'runner.py'), ...modules], {
    HOME: folder,
  })
  return {
    async run({ argv, env, input, stream = 'stdout' }) {
      const output = await mkdtemp(join(folder, 'run-'))
      const { code } = await exchange.ask<{ code: number }>({ argv, env, input, output })
      const printed = {
        stdout: await readFile(`${output}.out`, 'utf8'),
        stderr: await readFile(`${output}.err`, 'utf8'),
      }
      if (code === 0) return printed[stream]
      throw new Error(`${argv.join(' ')} ended with ${code}:\n${printed.stdout}${printed.stderr}`)
    },
    async stop() {
      await exchange.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
