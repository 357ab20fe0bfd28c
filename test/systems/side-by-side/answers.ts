import { request } from 'node:http'
import { mask } from '../../compat/api/transcript.ts'
import type { Service } from './duo.ts'
import { type Request, unnameThings } from './step.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Parsed where it is JSON. */
  readonly body: unknown
}

/** Asks, and masks in the answer what differs from run to run and from service to service. */
export async function answerOf(service: Service, asked: Request, run: number): Promise<Answer> {
  const { status, headers, body } = await send(service, asked)
  const port = Number(new URL(service.url).port)
  const masked = (text: string) => unnameThings(mask(text.replaceAll(service.folder, '<folder>'), port), run)
  const isJson = body !== '' && String(headers['content-type']).startsWith('application/json')
  return {
    status,
    headers: tellingHeaders(
      headers,
      asked.method === 'HEAD' || body !== '' || status === 204 ? ['content-length'] : [],
      masked,
    ),
    body: isJson
      ? JSON.parse(masked(body), asked.path.startsWith('/v2/schemas') ? withoutWords : inOrder)
      : masked(body),
  }
}

function send({ url, program }: Service, { method, path, headers, body }: Request) {
  const { hostname, port, host } = new URL(url)
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const sent = { Host: host, Connection: 'close', ...headers }
      const req = request({ hostname, port, method, path, headers: sent, setDefaultHeaders: false }, res => {
        res.setEncoding('utf8')
        let text = ''
        res.on('data', chunk => {
          text += chunk
        })
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }))
      })
      req.on('error', cause => {
        reject(new Error(`${method} ${path}: ${cause.message}\n${program.ended() ?? ''}`, { cause }))
      })
      req.end(body)
    },
  )
}

/** Glance 25 names them to clients, which have no use for them. */
const reservedStores = /,os_glance_\w+_store/g

const ofTheConnection = ['date', 'server', 'connection', 'keep-alive', 'transfer-encoding']

function tellingHeaders(
  headers: NodeJS.Dict<string | string[]>,
  ignored: readonly string[],
  masked: (text: string) => string,
): Record<string, string> {
  const telling = Object.entries(headers).filter(([name]) => ![...ofTheConnection, ...ignored].includes(name))
  return Object.fromEntries(
    telling.map(([name, value]) => [name, masked(String(value)).replaceAll(reservedStores, '')]),
  )
}

/** The order of tags is nobody's promise, and types of resources are there for ever, those of other runs, too. */
function inOrder(key: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value
  if (key === 'tags' && typeof value[0] === 'string') return value.toSorted()
  return key === 'resource_types' ? value.filter(({ name }) => name.startsWith('@')) : value
}

/** Descriptions in schemas are everybody's own words. */
function withoutWords(key: string, value: unknown): unknown {
  return key === 'description' && typeof value === 'string' ? '<words>' : value
}
