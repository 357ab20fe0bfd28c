import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AcceptedRange, readAccept } from './accept.ts'
import { type Fault, faults } from './errors.ts'

/** Answers with the fault: its status, its headers, and a body in the form that the request's `Accept` prefers.
 * Headers that filters have set already are kept. */
export function answerFault(req: IncomingMessage, res: ServerResponse, fault: Fault): void {
  const { status, headers } = fault
  const title = titles[status] ?? fault.title
  if (req.method === 'HEAD') {
    res.writeHead(status, title, { ...headers, 'Content-Type': html.type, 'Content-Length': 0 }).end()
    return
  }
  const form = preferredForm(req.headers.accept)
  const body = Buffer.from(form.render(`${status} ${title}`, title, messageOf(req, fault, form.encode)))
  res.writeHead(status, title, { ...headers, 'Content-Type': form.type, 'Content-Length': body.length })
  res.end(body)
}

/** Reason phrases that clients of Glance know; Node's are newer. */
const titles: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  416: 'Request Range Not Satisfiable',
}

function messageOf(req: IncomingMessage, fault: Fault, encode: Form['encode']): string {
  const said = encode(fault.message)
  const method = encode(req.method ?? '')
  switch (fault.kind) {
    case 'MethodNotAllowed':
      return said || `The method ${method} is not allowed for this resource. <br /><br />\n`
    case 'NotImplemented':
      return said
        ? `${said}<br /><br />\n\n\n`
        : `\nThe request method ${method} is not implemented for this server. <br /><br />\n`
    case 'UnsupportedMediaType': {
      const type = encode(req.headers['content-type'] ?? '${CONTENT_TYPE}')
      return `The request media type ${type} is not supported by this server.\n<br /><br />\n${said}`
    }
    case 'Unexpected':
      return `${faults.Unexpected.explanation}<br /><br />\n\n\n`
  }
  const { explanation } = faults[fault.kind]
  return explanation === null ? `${said}<br /><br />\n\n\n` : `${explanation}<br /><br />\n${said}\n\n`
}

interface Form {
  readonly type: string
  encode(text: string): string
  render(status: string, title: string, message: string): string
}

const plain: Form = {
  type: 'text/plain; charset=UTF-8',
  encode: text => text,
  render: (status, _title, message) => `${status}\n\n${stripTags(message)}`,
}

const html: Form = {
  type: 'text/html; charset=UTF-8',
  encode: text => text.replaceAll(/[&<>"']|[^\0-\x7f]/gu, entity),
  render: (status, _title, message) =>
    `<html>\n <head>\n  <title>${status}</title>\n </head>\n <body>\n  <h1>${status}</h1>\n  ${message}\n </body>\n</html>`,
}

const json: Form = {
  type: 'application/json',
  encode: text => text,
  render: (status, title, message) =>
    `{"message": ${JSON.stringify(message)}, "code": "${status}", "title": "${title}"}`,
}

/** JSON where it is asked for by name and HTML is not liked better; plain text where neither is acceptable, HTML where the
 * header makes no sense. */
function preferredForm(accept: string | undefined): Form {
  if (!accept) return plain
  const ranges = readAccept(accept)
  if (!ranges) return html
  const forHtml = quality(ranges, 'text/html')
  const forJson = quality(ranges, 'application/json')
  if (forJson.q > 0 && (forJson.q > forHtml.q || (forJson.q === forHtml.q && forJson.named))) return json
  return forHtml.q > 0 ? html : plain
}

function quality(ranges: readonly AcceptedRange[], type: string): { q: number; named: boolean } {
  const family = `${type.split('/', 1)[0]}/*`
  for (const wanted of [type, family, '*/*']) {
    const range = ranges.find(({ type, narrow }) => type === wanted && !narrow)
    if (range) return { q: range.q, named: wanted !== '*/*' }
  }
  return { q: 0, named: false }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}

function entity(character: string): string {
  return entities[character] ?? `&#${character.codePointAt(0)};`
}

function stripTags(text: string): string {
  return text
    .replaceAll('\n', ' ')
    .replaceAll('\r', '')
    .replaceAll(/<br.*?>/gi, '\n')
    .replaceAll(/<!--|-->/g, '')
    .replaceAll(/<.*?>/g, '')
}
