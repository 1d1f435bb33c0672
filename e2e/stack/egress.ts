/**
 * Watches that nothing leaves this machine. It is the proxy of the test browsers: Chromium asks it for every
 * address that is not loopback, from pages, workers and service workers alike, and it refuses and remembers.
 */
import { createServer } from 'node:http'
import type { Socket } from 'node:net'

export interface Egress {
  readonly port: number
  /** Hosts and addresses asked for since the last `reset`, oldest first. */
  readonly attempts: readonly string[]
  readonly reset: () => void
  readonly close: () => Promise<void>
}

/** Chromium's own housekeeping, which no flag turns off wholly; of a page it tells at most which fields a form has. */
const housekeeping: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'clients2.google.com',
  'content-autofill.googleapis.com',
  'optimizationguide-pa.googleapis.com',
  'redirector.gvt1.com',
  'update.googleapis.com',
])

/** `address` is `host:port` of a tunnel, or a whole URL. */
const hostOf = (address: string): string =>
  URL.canParse(address) && address.includes('://')
    ? new URL(address).hostname
    : (address.split(':', 1)[0] ?? address)

export const startEgress = async (): Promise<Egress> => {
  const attempts: string[] = []
  const note = (address: string): void => {
    if (!housekeeping.has(hostOf(address))) attempts.push(address)
  }
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    note(request.url ?? '')
    response.writeHead(403).end()
  })
  server.on('connect', (request, socket) => {
    note(request.url ?? '')
    // A browser that is killed resets its tunnels.
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  server.on('connection', socket => {
    sockets.add(socket)
    // A killed browser resets its tunnels, and nobody else listens to a socket that has become one.
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The egress watch has no port')

  return {
    port: address.port,
    attempts,
    reset: () => {
      attempts.length = 0
    },
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Arguments that send a Chromium through the watch; loopback stays direct, as Chromium has it by itself. */
export const egressArgs = (port: number): readonly string[] => [`--proxy-server=http://127.0.0.1:${port}`]
