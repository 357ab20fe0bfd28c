import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A program under test, with all it has printed. */
export interface Program {
  readonly child: ChildProcess
  /** stdout and stderr, as they came. */
  output(): string
  /** What ended it, once it has ended. */
  ended(): string | undefined
  /** Ends it by its pid and waits; settles with its exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>
}

export interface Start {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export function start(command: string, args: readonly string[], { cwd, env }: Start = {}): Program {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let ended: number | NodeJS.Signals | undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  child.once('error', error => {
    output += error.message
    ended ??= -1
  })
  child.once('close', (code, signal) => {
    ended ??= code ?? signal ?? -1
  })
  return {
    child,
    output: () => output,
    ended: () => (ended === undefined ? undefined : `${command} ended with ${ended}:\n${output}`),
    async stop(signal = 'SIGTERM') {
      if (ended === undefined) {
        child.kill(signal)
        await once(child, 'close')
      }
      return ended ?? -1
    },
  }
}

/** Runs a program to its end; fails with everything it printed when its exit code is not 0. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: Start = {},
): Promise<string> {
  const program = start(command, args, options)
  if (program.ended() === undefined) await once(program.child, 'close')
  const code = await program.stop()
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${program.output()}`)
  return program.output()
}
