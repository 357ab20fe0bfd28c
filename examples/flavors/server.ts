import { createServer, loadApp } from 'glasspaste/paste'

const [flavor = 'open', port = '8080'] = process.argv.slice(2)
const app = await loadApp('config:notes-paste.ini', { relativeTo: import.meta, flavor })
const server = createServer(app).listen(Number(port), '127.0.0.1', () => {
  const { port } = Object(server.address())
  console.log(`notes (${flavor}) on http://127.0.0.1:${port}

  curl http://127.0.0.1:${port}/notes
  curl http://127.0.0.1:${port}/notes -H 'Content-Type: application/json' -H 'X-Api-Key: s3same' -d '{"text": "first"}'`)
})
