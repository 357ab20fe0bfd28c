import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A Python script that is asked by lines of JSON on its stdin, and answers by others on its stdout. */
export interface Exchange {
  /** Settles with the line that has the id of the question. */
  ask<Answer>(question: object): Promise<Answer>
  stop(): Promise<void>
}

export function startExchange(args: readonly string[], env: Readonly<Record<string, string>> = {}): Exchange {
  const script = spawn('/usr/bin/python3', args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let asked = 0
  let complaints = ''
  script.stderr.setEncoding('utf8').on('data', text => {
    complaints += text
  })
  createInterface(script.stdout).on('line', line => {
    const answer = JSON.parse(line) as { id: number }
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
  })
  let ended: Error | undefined
  script.once('close', code => {
    ended = new Error(`${args[0]} ended with ${code}:\n${complaints}`)
    for (const { reject } of waiting.values()) reject(ended)
  })
  script.stdin.on('error', () => {})
  return {
    ask<Answer>(question: object) {
      if (ended) return Promise.reject(ended)
      const id = ++asked
      const answer = Promise.withResolvers<unknown>()
      waiting.set(id, answer)
      script.stdin.write(`${JSON.stringify({ ...question, id })}\n`)
      return answer.promise as Promise<Answer>
    },
    async stop() {
      script.stdin.end()
      if (script.exitCode === null && script.signalCode === null) await once(script, 'close')
    },
  }
}
