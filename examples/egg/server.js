import { createServer, loadApp } from 'glasspaste/paste'

const [port = '8080'] = process.argv.slice(2)
const app = await loadApp('config:hello-paste.ini', { relativeTo: import.meta })
const server = createServer(app).listen(Number(port), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  console.log(`polite on ${url}\n\n  curl -i ${url}/`)
})
