import type { IncomingMessage, ServerResponse } from 'node:http'
import { startWebServer } from '../../../support/web-server.ts'

export interface ImageServer {
  readonly images: Map<string, Uint8Array>
  /** Requests so far, as `METHOD path`. */
  readonly asked: string[]
  readonly headers: IncomingMessage['headers'][]
  readonly port: number
  close(): Promise<void>
}

type Answer = (req: IncomingMessage, res: ServerResponse) => boolean

/** A web server that has images, and knows ranges unless told otherwise. `special` may answer first. */
export async function startImageServer({
  ranges = true,
  special = () => false,
}: {
  ranges?: boolean
  special?: Answer
} = {}): Promise<ImageServer> {
  const images = new Map<string, Uint8Array>()
  const asked: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const { port, stop } = await startWebServer((req, res) => {
    asked.push(`${req.method} ${req.url}`)
    headers.push(req.headers)
    if (special(req, res)) return
    const image = images.get((req.url ?? '').slice(1))
    if (image) sendImage(req, res, image, ranges)
    else res.writeHead(404).end('there is nothing')
  })
  return { images, asked, headers, port, close: stop }
}

function sendImage(req: IncomingMessage, res: ServerResponse, image: Uint8Array, ranges: boolean): void {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? '') ?? []
  if (first === undefined || !ranges) {
    res.writeHead(200, { 'Content-Length': image.length }).end(image)
    return
  }
  const [start, end] = [Number(first), Math.min(last ? Number(last) + 1 : image.length, image.length)]
  if (start >= image.length) {
    res.writeHead(416, { 'Content-Range': `bytes */${image.length}` }).end()
    return
  }
  const range = `bytes ${start}-${end - 1}/${image.length}`
  res
    .writeHead(206, { 'Content-Range': range, 'Content-Length': end - start })
    .end(image.subarray(start, end))
}
