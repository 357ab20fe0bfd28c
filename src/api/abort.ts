import type { ServerResponse } from 'node:http'

/** The client went away before it had its answer. Nobody is left to tell. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'

  constructor() {
    super('the client closed the connection')
  }
}

/** Aborts, with `ClientGone`, when the connection closes before the answer is complete. */
export function clientSignal(res: ServerResponse): AbortSignal {
  const controller = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) controller.abort(new ClientGone())
  })
  return controller.signal
}
