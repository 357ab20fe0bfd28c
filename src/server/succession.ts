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
  let reign = begin(first)
  return {
    app: (req, res, next) => {
      const { deployment, enter, leave } = reign
      enter()
      res.on('close', leave)
      return deployment.app(req, res, next)
    },
    get current() {
      return reign.deployment
    },
    succeed(next) {
      closing.push(reign.end())
      reign = begin(next)
    },
    async close() {
      await Promise.all([...closing, reign.end()])
    },
  }
}

function begin(deployment: Deployment) {
  const idle = Promise.withResolvers<void>()
  let requests = 0
  let over = false
  return {
    deployment,
    enter: () => {
      requests++
    },
    leave: () => {
      requests--
      if (over && requests === 0) idle.resolve()
    },
    async end() {
      over = true
      if (requests > 0) await idle.promise
      await deployment.close()
    },
  }
}
