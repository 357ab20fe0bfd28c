// Answers with 1,000 bytes after 0.1 ms of work, by workers that get their connections in one of four ways:
//   node bench/contestants/workers.ts HOW WORKERS PORT
import cluster from 'node:cluster'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { loadConfig } from '../../src/config/load.ts'
import type { WorkerMessage } from '../../src/server/messages.ts'
import { serverOptions } from '../../src/server/options.ts'
import { Reception } from '../../src/server/reception.ts'
import { takeConnections } from '../../src/server/take-connections.ts'

const [how = '', workers = '1', port = '0'] = process.argv.slice(2)
const config = await loadConfig({ files: [], env: { OS_DEFAULT__BIND_PORT: port } })
const settings = config.read(serverOptions)
const body = Buffer.alloc(1000, 'x')

if (cluster.isPrimary) await begin()
else await serve()

async function begin(): Promise<void> {
  const reception = new Reception()
  if (how === 'shared') cluster.schedulingPolicy = cluster.SCHED_NONE
  for (let i = 0; i < Number(workers); i++) {
    const worker = cluster.fork()
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') reception.admit(worker)
      else reception.hear(worker, message)
    })
  }
  if (how === 'handed over') await reception.open(settings)
}

async function serve(): Promise<void> {
  if (how === 'handed over') {
    await takeConnections(answer, settings)
    process.send?.({ kind: 'ready', pipeline: '', warnings: [] } satisfies WorkerMessage)
  } else {
    const server = createServer(answer)
    server.listen({ port: settings.bind_port, backlog: 4096, reusePort: how === 'reusePort' })
    await once(server, 'listening')
  }
  process.stdout.write('ready\n')
}

function answer(_req: IncomingMessage, res: ServerResponse): void {
  const until = performance.now() + 0.1
  while (performance.now() < until);
  res.end(body)
}
