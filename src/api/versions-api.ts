import type { App } from '../../paste/types.ts'
import { sendJson } from './answer.ts'
import type { Versions } from './versions.ts'

/** Tells every path which versions there are: 200 at `/versions`, 300 elsewhere, whatever the method. */
export function versionsApi(versions: Versions): App {
  return (req, res) => {
    const explicit = /^\/+versions(?:[/?]|$)/.test(req.url)
    sendJson(res, versions.document(req), { status: explicit ? 200 : 300 })
  }
}
