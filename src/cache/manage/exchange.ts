import { text } from 'node:stream/consumers'

// Not by import: see paste/run/create-server.ts.
const http = process.getBuiltinModule('node:http')

export interface Question {
  readonly host: string
  readonly port: number
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Reply {
  readonly status: number
  readonly body: string
}

/** Asks as Glance's command does: on any port, of which `fetch` refuses some, and without a word on what is understood, so that
 * complaints come as plain text. */
export function exchange(question: Question): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = http.request(question, answer => {
      text(answer).then(body => resolve({ status: answer.statusCode ?? 0, body }), reject)
    })
    request.on('error', error => reject(asOne(error)))
    request.end()
  })
}

/** Of a host with several addresses each has its error. */
function asOne(error: Error): Error {
  return error instanceof AggregateError ? (error.errors[0] as Error) : error
}
