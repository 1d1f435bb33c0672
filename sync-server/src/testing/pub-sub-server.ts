/**
 * The part of Redis that hints use (RESP2, publish and subscribe), to be cut and started again at will. `TEST_REDIS_URL`
 * runs the same tests against a real one, but for those that stop it.
 */

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface PubSubServer {
  readonly url: string
  /** Ends every connection and refuses new ones. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

export const runPubSubServer = async (): Promise<PubSubServer> => {
  const sockets = new Set<Socket>()
  const subscribers = new Map<string, Set<Socket>>()

  const answers: Readonly<Record<string, (socket: Socket, args: readonly string[]) => string>> = {
    info: () => bulk('redis_version:7.0.0\r\nloading:0\r\n'),
    client: () => '+OK\r\n',
    ping: () => '+PONG\r\n',
    subscribe: (socket, channels) => {
      const confirmed = channels.map((channel, index) => {
        const heard = subscribers.get(channel) ?? new Set()
        subscribers.set(channel, heard.add(socket))
        return `*3\r\n${bulk('subscribe')}${bulk(channel)}:${index + 1}\r\n`
      })
      return confirmed.join('')
    },
    publish: (_socket, [channel = '', text = '']) => {
      const heard = subscribers.get(channel) ?? new Set()
      for (const socket of heard) socket.write(`*3\r\n${bulk('message')}${bulk(channel)}${bulk(text)}`)
      return `:${heard.size}\r\n`
    },
  }

  const serve = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      for (const heard of subscribers.values()) heard.delete(socket)
    })
    socket.on('error', () => undefined)
    let held = ''
    socket.setEncoding('latin1').on('data', (data: string) => {
      held += data
      for (let read = readCommand(held); read; read = readCommand(held)) {
        held = held.slice(read.length)
        const [name = '', ...args] = read.words
        socket.write(answers[name.toLowerCase()]?.(socket, args) ?? `-ERR unknown command '${name}'\r\n`)
      }
    })
  }

  let port = 0
  let server = createServer(serve)
  const start = async (): Promise<void> => {
    server = createServer(serve).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`

interface Command {
  readonly words: readonly string[]
  readonly length: number
}

/** The first whole command of what has come; undefined while some of it is missing. */
const readCommand = (text: string): Command | undefined => {
  const head = /^\*(\d+)\r\n/.exec(text)
  if (!head) return undefined
  let offset = head[0].length
  const words: string[] = []
  for (let left = Number(head[1]); left > 0; left -= 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(offset))
    if (!size) return undefined
    const start = offset + size[0].length
    const end = start + Number(size[1])
    if (text.length < end + 2) return undefined
    words.push(text.slice(start, end))
    offset = end + 2
  }
  return { words, length: offset }
}
