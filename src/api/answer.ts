import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** `text` is JSON already. */
export function sendJson(
  res: ServerResponse,
  text: string,
  { status = 200, headers }: { status?: number; headers?: OutgoingHttpHeaders } = {},
): void {
  const body = Buffer.from(text)
  res.writeHead(status, { ...headers, 'Content-Type': 'application/json', 'Content-Length': body.length })
  res.end(body)
}

export function sendValue(res: ServerResponse, value: unknown): void {
  sendJson(res, JSON.stringify(value))
}

/** Done, with the headers that Glance gives an empty answer. */
export function sendEmpty(res: ServerResponse, status: 202 | 204 = 204): void {
  res.writeHead(status, { 'Content-Type': 'text/html; charset=UTF-8', 'Content-Length': 0 }).end()
}

/** There is nothing, not even a type that it would be of. */
export function sendNothing(res: ServerResponse): void {
  res.writeHead(204).end()
}
