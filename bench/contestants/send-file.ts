// One contestant of bench/send-file.ts: serves a file in one way, on a port of its own.
//   node bench/contestants/send-file.ts WAY FILE PORT
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { sendBytes } from '../../src/api/download/send-bytes.ts'
import { TransferBuffers } from '../../src/api/download/transfer-buffers.ts'
import { openFileBytes } from '../../src/stores/file-bytes.ts'
import { loadSendfile } from '../../src/stores/sendfile.ts'

const [way = '', file = '', port = '0'] = process.argv.slice(2)
const { size } = await stat(file)
const { signal } = new AbortController()
const buffers = new TransferBuffers()
const kernel = await loadSendfile()

const ways: Readonly<Record<string, (res: ServerResponse) => Promise<void>>> = {
  'createReadStream, 64 KiB': res => pipeline(createReadStream(file), res),
  'sendBytes, iterated': async res => pipeline(await openFileBytes(file, { start: 0 }, { signal }), res),
  sendBytes: async res =>
    sendBytes(res, await openFileBytes(file, { start: 0 }, { signal }), { buffers, signal }),
  'sendBytes, sendfile': async res =>
    sendBytes(res, await openFileBytes(file, { start: 0 }, { signal }), {
      buffers,
      signal,
      sendfile: kernel,
    }),
}

const send = ways[way]
if (!send) throw new Error(`no way "${way}"`)
createServer((_req, res) => {
  res.writeHead(200, { 'Content-Length': size, 'Content-Type': 'application/octet-stream' })
  void send(res).catch(error => console.error(error))
}).listen(Number(port), '127.0.0.1')
