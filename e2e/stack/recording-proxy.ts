/**
 * Stands between browsers and the server, and keeps every byte of theirs: heads and bodies of requests and responses, and
 * what the frames of WebSockets carry, unmasked. Nothing is changed on the way but that nobody compresses.
 */
import { createServer, request as ask, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { framePayloads } from './frame-payloads.ts'

export interface Recorded {
  /** `up POST /api/v1/sync`, `down /socket`, … */
  readonly what: string
  readonly bytes: Buffer
}

export interface RecordingProxy {
  readonly url: string
  /** Everything so far; what is under way is in it as far as it has come. */
  readonly recorded: () => readonly Recorded[]
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

interface Recording {
  readonly what: string
  readonly pieces: Buffer[]
  readonly isSocket: boolean
}

export const startRecordingProxy = async (serverPort: number): Promise<RecordingProxy> => {
  const recordings: Recording[] = []
  const sockets = new Set<Duplex>()

  const record = (what: string, head: string, isSocket = false): ((piece: Buffer) => void) => {
    recordings.push({ what: `head of ${what}`, pieces: [Buffer.from(head, 'latin1')], isSocket: false })
    const pieces: Buffer[] = []
    recordings.push({ what, pieces, isSocket })
    return piece => void pieces.push(piece)
  }

  const server = createServer((incoming, outgoing) => {
    const what = `${incoming.method} ${incoming.url}`
    const noteUp = record(`up ${what}`, headOf(incoming))
    const onward = ask({
      host: '127.0.0.1',
      port: serverPort,
      method: incoming.method,
      path: incoming.url,
      headers: withoutHeader(incoming.headers, 'accept-encoding'),
    })
    onward.on('response', answer => {
      const noteDown = record(`down ${what}`, headOf(answer))
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      // A first byte may be long in coming, and its reader waits for the head.
      outgoing.flushHeaders()
      answer.on('data', noteDown)
      answer.on('error', () => outgoing.destroy())
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.on('error', () => onward.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.on('data', noteUp)
    incoming.pipe(onward)
  })

  server.on('upgrade', (incoming, near: Duplex, early: Buffer) => {
    const what = `${incoming.url}`
    const headers = withoutHeader(incoming.headers, 'sec-websocket-extensions')
    const noteUp = record(`up ${what}`, headOf(incoming), true)
    const noteDown = record(`down ${what}`, '', true)
    const far: Socket = connect(serverPort, '127.0.0.1')
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
    far.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    far.write(early)
    noteUp(early)
    near.on('data', noteUp)
    far.on('data', noteDown)
    near.pipe(far).pipe(near)
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(end)
      end.on('error', () => other.destroy())
      end.on('close', () => {
        sockets.delete(end)
        other.destroy()
      })
    }
  })

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')

  const close = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    await closed
  }

  return {
    url: `http://localhost:${address.port}`,
    recorded: () =>
      recordings.map(({ what, pieces, isSocket }) => {
        const bytes = Buffer.concat(pieces)
        return { what, bytes: isSocket ? framePayloads(bytes) : bytes }
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const headOf = (message: IncomingMessage): string =>
  [`${message.method ?? ''} ${message.url ?? ''}`, ...message.rawHeaders].join('\n')

const withoutHeader = (headers: IncomingMessage['headers'], name: string): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name))
