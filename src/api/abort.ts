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
  const close = () => {
    if (!res.writableFinished) controller.abort(new ClientGone())
  }
  if (res.closed) close()
  else res.once('close', close)
  return controller.signal
}
