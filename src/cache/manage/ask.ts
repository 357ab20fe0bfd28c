import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** Asks whoever sits at the terminal; fails when the input ends before an answer, as that of a cron job does. */
export function askOn(input: Readable, output: Writable): (question: string) => Promise<string> {
  return question => {
    const terminal = createInterface({ input, output })
    return new Promise<string>((resolve, reject) => {
      terminal.once('close', () => reject(new Error('there is no answer; --force does not ask')))
      terminal.question(question, resolve)
    }).finally(() => terminal.close())
  }
}
