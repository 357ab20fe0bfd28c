// The least that a service on Node can do, a contestant of bench/cache.ts: answers every request with a file that it holds in memory.
//   node bench/contestants/bare.ts FILE PORT
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

const [file = '', port = '0'] = process.argv.slice(2)
const body = await readFile(file)
const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length }
createServer((_req, res) => {
  res.writeHead(200, headers)
  res.end(body)
}).listen(Number(port), '127.0.0.1')
