import { once } from 'node:events'
import http from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const randomNumbers = pathToFileURL(join(import.meta.dirname, '../../support/random-numbers.ts'))

/** A paste file whose app answers with the version. */
export const counting = (version: number) => `[pipeline:main]
pipeline = security count
[filter:security]
paste.filter_factory = glasspaste/paste:expressMiddleware
middleware = helmet:default
[app:count]
paste.app_factory = ./count.ts:factory
version = ${version}
`

/** That app, which counts its answers. */
export const counter = `import { setTimeout as sleep } from 'node:timers/promises'
import type { AppFactory } from 'glasspaste/paste'
import { randomNumbers } from '${randomNumbers}'

const random = randomNumbers()

export const served = { count: 0 }

export const factory: AppFactory = (_globals, { version }) => async (_req, res) => {
  await sleep(random() * 5)
  served.count++
  res.send(version)
}
`

/** An Express app that mounts it, and reloads it on HUP. */
export const liveServer = (port: number) => `import express from 'express'
import { reloadable } from 'glasspaste/paste'
import { served } from './count.ts'

const live = await reloadable('config:live.ini', { relativeTo: import.meta })
process.on('SIGHUP', () => void live.reload().catch(error => console.error(error.message)))
const app = express().get('/served', (_req, res) => void res.send(String(served.count))).use('/live', live)
// However slow its clients are, it closes no connection that they may be using.
app.listen(${port}).keepAliveTimeout = 0
`

/** Asks on kept connections, without a pause, until it is stopped. */
export function askOnAndOn(port: number, clients: number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients })
  const failures: unknown[] = []
  let [latest, count, stopping] = ['', 0, false]
  const asking = Array.from({ length: clients }, async () => {
    while (!stopping) {
      try {
        const { status, text } = await get(`http://127.0.0.1:${port}/live`, agent)
        if (status !== 200) failures.push(status)
        latest = text
        count++
      } catch (error) {
        failures.push(error)
      }
    }
  })
  return {
    latest: () => latest,
    async stop() {
      stopping = true
      await Promise.all(asking)
      agent.destroy()
      return { failures, count }
    },
  }
}

async function get(url: string, agent: http.Agent) {
  const request = http.get(url, { agent })
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  return { status: answer.statusCode, text }
}
