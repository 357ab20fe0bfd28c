import { sendJson } from './answer.ts'
import type { Handler } from './exchange.ts'

/** Shows one schema, named by its path below `/v2/schemas/`. */
export function publishedSchema(path: string): Handler {
  return ({ res, site }) => {
    const schema = site.schemas.published.get(path)
    if (schema === undefined) throw new Error(`there is no schema ${path}`)
    sendJson(res, schema)
  }
}
