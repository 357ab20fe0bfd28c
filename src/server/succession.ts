import { Generation } from '../../paste/run/generation.ts'
import type { App } from '../../paste/types.ts'
import type { Deployment } from './deployment.ts'

/** Hands each request to the newest deployment. An older one is closed after its last request. */
export interface Succession {
  readonly app: App
  readonly current: Deployment
  succeed(next: Deployment): void
  /** Settles when every deployment is closed. */
  close(): Promise<void>
}

export function beginSuccession(first: Deployment): Succession {
  const closing: Promise<void>[] = []
  let current = first
  let reign = reignOf(first)
  return {
    app: (req, res, next) => void reign.serve(req, res, next),
    get current() {
      return current
    },
    succeed(next) {
      const lastWords = (err: unknown) =>
        next.log.error({ err }, 'the old configuration was not closed cleanly')
      closing.push(reign.retire().catch(lastWords))
      current = next
      reign = reignOf(next)
    },
    async close() {
      await Promise.all([...closing, reign.retire()])
    },
  }
}

function reignOf({ app, close }: Deployment): Generation {
  return new Generation(app, close)
}
