import type { Server } from 'node:http'

/** Lets a client that has asked for leave (`Expect: 100-continue`) send its body when somebody wants to read it: who is refused
 * keeps his image. Whether he sends it all the same is not known, so that this connection can take no other request. */
export function awaitBodies(server: Server, keepsConnections: boolean): void {
  server.on('checkContinue', (req, res) => {
    const mayStay = keepsConnections && res.shouldKeepAlive
    const read = req._read
    res.shouldKeepAlive = false
    req._read = size => {
      req._read = read
      if (!res.headersSent) {
        res.writeContinue()
        res.shouldKeepAlive = mayStay
      }
      req._read(size)
    }
    server.emit('request', req, res)
  })
}
