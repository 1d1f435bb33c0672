import { must } from '@weft/shared/assert.ts'
import { closeCodes } from '@weft/shared/protocol/close-codes.ts'
import { encodeDown, parseUp, type DownMessage } from '@weft/shared/protocol/multiplex.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import { backOff } from './back-off.ts'
import type { SocketEvents } from './socket-end.ts'
import type { TransportState } from './transport.ts'
import { createWebSocketTransport, type TicketError } from './websocket-transport.ts'

interface HeldSocket {
  readonly events: SocketEvents
  readonly sent: string[]
  readonly tickets: string[]
  closed: boolean
}

const welcome: DownMessage = { type: 'welcome', version: 1, epoch: 'e1' }
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const setUp = (seed = 1) => {
  const env = testEnv(seed)
  const ending = new AbortController()
  const sockets: HeldSocket[] = []
  const states: TransportState[] = []
  const received: DownMessage[] = []
  let tickets = 0
  let answer: Result<string, TicketError> | null = null
  const transport = createWebSocketTransport({
    env,
    signal: ending.signal,
    ticket: async () => {
      tickets += 1
      return answer ?? ok(`t${tickets}`)
    },
    openSocket: events => {
      const socket: HeldSocket = { events, sent: [], tickets: [], closed: false }
      sockets.push(socket)
      return {
        send: bytes => {
          const parsed = parseUp(bytes)
          if (!parsed.ok) throw new Error(parsed.error.type)
          socket.sent.push(parsed.value.type)
          if (parsed.value.type === 'hello') socket.tickets.push(parsed.value.ticket)
        },
        close: () => {
          socket.closed = true
        },
      }
    },
  })
  transport.listen({
    stateChanged: state => states.push(state),
    received: message => received.push(message),
  })
  const last = (): HeldSocket => must(sockets.at(-1), 'a socket')
  const deliver = (message: DownMessage): void => last().events.received(encodeDown(message))
  const open = async (): Promise<void> => {
    await turn()
    last().events.opened()
    deliver(welcome)
  }
  const setAnswer = (next: Result<string, TicketError> | null): void => {
    answer = next
  }
  return { env, ending, transport, sockets, states, received, last, deliver, open, setAnswer }
}

describe('the one real socket', () => {
  it('M1: says hello with a ticket first, and is open when it is welcome', async () => {
    const { last, open, transport, deliver, received } = setUp()
    await open()
    expect(last().tickets).toEqual(['t1'])
    expect(transport.state()).toEqual({ type: 'open', epoch: 'e1' })
    transport.send({ type: 'close', joinId: 1 })
    expect(last().sent).toEqual(['hello', 'close'])
    deliver({ type: 'opened', joinId: 1, head: 4 })
    expect(received).toEqual([{ type: 'opened', joinId: 1, head: 4 }])
  })

  it('comes back with a new ticket after a jittered wait of at most 30 seconds', async () => {
    const { env, last, open, sockets, transport } = setUp()
    await open()
    for (let round = 1; round <= 12; round += 1) {
      last().events.closed(1006)
      expect(transport.state().type).toBe('waiting')
      env.clock.advance(30_000)
      await turn()
      last().events.opened()
      expect(sockets).toHaveLength(round + 1)
    }
    expect(last().tickets).toEqual(['t13'])
  })

  it('spreads a thousand devices over the whole wait', () => {
    const waits = Array.from({ length: 1_000 }, (_, seed) => backOff(5, testEnv(seed).random))
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000)
    for (let from = 0; from < 30_000; from += 5_000) {
      const share = waits.filter(wait => wait >= from && wait < from + 5_000).length
      expect(share).toBeGreaterThan(100)
    }
  })

  it('stops when the session has ended, and goes on when told to', async () => {
    const { env, setAnswer, sockets, transport, open } = setUp()
    setAnswer(err({ type: 'signed-out' }))
    transport.retry()
    await turn()
    // The first ticket had been asked for before.
    sockets.at(-1)?.events.closed(closeCodes.ticketRefused.code)
    env.clock.advance(30_000)
    await turn()
    expect(transport.state()).toEqual({ type: 'stopped', problem: 'signed-out' })
    const before = sockets.length
    env.clock.advance(600_000)
    await turn()
    expect(sockets).toHaveLength(before)
    setAnswer(null)
    transport.retry()
    await open()
    expect(transport.state().type).toBe('open')
  })

  it('stops for a server that no longer serves this version', async () => {
    const { last, open, transport } = setUp()
    await open()
    last().events.closed(closeCodes.clientTooOld.code)
    expect(transport.state()).toEqual({ type: 'stopped', problem: 'client-too-old' })
  })

  it('finds by silence that the other end is gone', async () => {
    const { env, last, open, transport } = setUp()
    await open()
    const socket = last()
    env.clock.advance(25_000)
    expect(socket.sent).toEqual(['hello', 'ping'])
    env.clock.advance(25_000)
    expect(transport.state()).toEqual({ type: 'waiting', problem: 'connection-lost' })
    expect(socket.closed).toBe(true)
  })

  it('keeps a connection that answers pings', async () => {
    const { env, deliver, last, open, transport } = setUp()
    await open()
    for (let token = 1; token < 20; token += 1) {
      env.clock.advance(25_000)
      deliver({ type: 'pong', token })
    }
    expect(transport.state().type).toBe('open')
    expect(last().closed).toBe(false)
  })

  it.each(['garbage', 'a second welcome', 'a message before the welcome'])('leaves over %s', async what => {
    const { deliver, last, open, transport } = setUp()
    if (what === 'a message before the welcome') {
      await turn()
      last().events.opened()
      deliver({ type: 'opened', joinId: 1, head: 1 })
    } else {
      await open()
      if (what === 'garbage') last().events.received(Uint8Array.of(1, 255))
      else deliver(welcome)
    }
    expect(transport.state()).toEqual({ type: 'waiting', problem: 'protocol-broken' })
  })

  it('hears nothing of a connection that it has left, and ends with its signal', async () => {
    const { ending, env, last, open, received, sockets } = setUp()
    await open()
    const old = last()
    ending.abort()
    expect(old.closed).toBe(true)
    old.events.received(encodeDown({ type: 'opened', joinId: 1, head: 1 }))
    old.events.closed(1006)
    env.clock.advance(600_000)
    await turn()
    expect(received).toEqual([])
    expect(sockets).toHaveLength(1)
  })
})
