import type { App } from '../types.ts'
import { type Address, splitUrl } from './url-address.ts'

/** 404, with a page that says in a comment which addresses there are. */
export function answerNotFound(addresses: readonly Address[]): App {
  const quote = (text: string | undefined) => (text === undefined ? 'None' : `'${text}'`)
  const defined = addresses.map(({ domain, path }) => `(${quote(domain)}, ${quote(path)})`).join(',\n  ')
  return (req, res) => {
    const [, path] = splitUrl(req.url)
    const facts = [
      `defined apps: ${defined}`,
      `SCRIPT_NAME: ${quote(req.baseUrl ?? '')}`,
      `PATH_INFO: ${quote(path)}`,
      `HTTP_HOST: ${quote(req.headers.host ?? '')}`,
    ]
    const body = notFoundPage(escapeHtml(path), escapeHtml(facts.join('\n')))
    res.statusCode = 404
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    res.setHeader('Content-Length', Buffer.byteLength(body))
    res.end(body)
  }
}

const notFoundPage = (path: string, comment: string) => `<html>
 <head><title>Not Found</title></head>
 <body>
  <h1>Not Found</h1>
  <p>The resource could not be found.</p>
  <p>${path}</p>
  <!-- ${comment} -->
 </body>
</html>
`

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Hyphens too: two of them would end the comment. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => escapes[character] ?? character).replace(/--/g, '&#45;&#45;')
}
