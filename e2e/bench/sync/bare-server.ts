/** What a connection costs before anybody does anything with it: a `ws` server that keeps sockets, set up as ours is. */

import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

const server = createServer()
const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false })
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, websocket => websocket.on('message', () => undefined)),
)
server.listen(Number(process.env['PORT']), '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address !== 'string')
    process.stdout.write(`listening on 127.0.0.1:${address.port}\n`)
})
process.once('SIGTERM', () => process.exit(0))
