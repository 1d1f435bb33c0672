/**
 * The one real socket: a ticket, a hello, then messages; a jittered back-off whenever it breaks. A socket whose other
 * end has vanished without a word is found by silence and closed.
 */

import type { Env } from '@weft/shared/env.ts'
import { closeCodes } from '@weft/shared/protocol/close-codes.ts'
import { encodeUp, parseDown } from '@weft/shared/protocol/multiplex.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import { backOff } from './back-off.ts'
import type { OpenSocket, SocketEnd } from './socket-end.ts'
import type { ConnectionProblem, Transport, TransportListener, TransportState } from './transport.ts'

export type TicketError = TaggedError<'signed-out' | 'server-unreachable'>

export interface WebSocketTransportDeps {
  readonly openSocket: OpenSocket
  /** A new one-use ticket for the next hello. */
  readonly ticket: () => Promise<Result<string, TicketError>>
  readonly env: Env
  /** Ends everything. */
  readonly signal: AbortSignal
}

/** A server that accepts and says nothing would hold us forever. */
const welcomeWithin = 10_000

/** Half-open sockets stay "open" for minutes; two unanswered pings are found within one. */
const pingEvery = 25_000

/** A connection that broke sooner than this counts as another failed try. */
const steadyAfter = 10_000

/** The attempt whose wait fits a server that restarts under all its devices: they spread over 8 seconds. */
const restartAttempt = 3

/** The attempt from which on the wait is the longest. */
const lateAttempt = 5

interface Ending {
  readonly problem: ConnectionProblem
  /** Nothing but an act of the person helps. */
  readonly final: boolean
  /** The wait is at least that of this attempt. */
  readonly attempt: number
}

const codeToEnding = (code: number, wasOpen: boolean): Ending => {
  switch (code) {
    case closeCodes.clientTooOld.code:
      return { problem: 'client-too-old', final: true, attempt: 0 }
    case closeCodes.clientTooNew.code:
      return { problem: 'server-too-old', final: false, attempt: lateAttempt }
    case closeCodes.protocolBroken.code:
    case closeCodes.messageTooLarge.code:
      return { problem: 'protocol-broken', final: false, attempt: lateAttempt }
    case closeCodes.tooFast.code:
    case closeCodes.serverStopping.code:
      return { problem: 'connection-lost', final: false, attempt: restartAttempt }
    default:
      return { problem: wasOpen ? 'connection-lost' : 'server-unreachable', final: false, attempt: 0 }
  }
}

export const createWebSocketTransport = (deps: WebSocketTransportDeps): Transport => {
  const { env, signal } = deps
  const listeners = new Set<TransportListener>()
  let state: TransportState = { type: 'connecting' }
  let attempt = 0
  let socket: SocketEnd | null = null
  let heard = false
  let pings = 0
  let openedAt = 0
  /** What belongs to the connection or wait at hand; a later one has another. */
  let stay = {}
  let cancelTimer = (): void => {}

  const setState = (next: TransportState): void => {
    state = next
    for (const listener of listeners) listener.stateChanged(next)
  }

  const after = (milliseconds: number, action: () => void): void => {
    cancelTimer()
    cancelTimer = env.clock.after(milliseconds, action)
  }

  /** Ends what is at hand, whatever it is; nothing of it is listened to any more. */
  const leave = (): void => {
    stay = {}
    cancelTimer()
    const leaving = socket
    socket = null
    leaving?.close()
  }

  const end = (ending: Ending): void => {
    const wasSteady = state.type === 'open' && env.clock.now() - openedAt >= steadyAfter
    leave()
    if (signal.aborted) return
    attempt = Math.max(wasSteady ? 0 : attempt, ending.attempt)
    if (ending.final) return setState({ type: 'stopped', problem: ending.problem })
    const wait = backOff(attempt, env.random)
    attempt += 1
    // Before the listeners, who may call `retry`.
    after(wait, () => void connect())
    setState({ type: 'waiting', problem: ending.problem })
  }

  const watchSilence = (): void =>
    after(pingEvery, () => {
      if (!heard) return end({ problem: 'connection-lost', final: false, attempt: 0 })
      heard = false
      pings += 1
      socket?.send(encodeUp({ type: 'ping', token: pings }))
      watchSilence()
    })

  const receive = (bytes: Uint8Array): void => {
    heard = true
    const parsed = parseDown(bytes)
    if (!parsed.ok) {
      // A message of a later kind is for a later client; anything else is no server of ours.
      if (parsed.error.type !== 'message-unknown') breakOff()
      return
    }
    const message = parsed.value
    if (message.type === 'welcome') {
      if (state.type === 'open') return breakOff()
      openedAt = env.clock.now()
      watchSilence()
      return setState({ type: 'open', epoch: message.epoch })
    }
    if (state.type !== 'open') return breakOff()
    if (message.type !== 'pong') for (const listener of listeners) listener.received(message)
  }

  const connect = async (): Promise<void> => {
    leave()
    const current = stay
    const isCurrent = (): boolean => stay === current
    setState({ type: 'connecting' })
    const ticket = await deps.ticket()
    if (!isCurrent()) return
    if (!ticket.ok) {
      return end({ problem: ticket.error.type, final: ticket.error.type === 'signed-out', attempt: 0 })
    }
    after(welcomeWithin, () => end({ problem: 'server-unreachable', final: false, attempt: 0 }))
    const opening = deps.openSocket({
      opened: () => {
        if (isCurrent()) opening.send(encodeUp({ type: 'hello', version: wireVersion, ticket: ticket.value }))
      },
      received: bytes => {
        if (isCurrent()) receive(bytes)
      },
      closed: code => {
        if (isCurrent()) end(codeToEnding(code, state.type === 'open'))
      },
    })
    socket = opening
  }

  const breakOff = (): void => end({ problem: 'protocol-broken', final: false, attempt: lateAttempt })

  signal.addEventListener('abort', leave, { once: true })
  if (!signal.aborted) void connect()

  return {
    state: () => state,
    send: message => {
      if (state.type === 'open') socket?.send(encodeUp(message))
    },
    listen: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retry: () => {
      if (state.type === 'open' || state.type === 'connecting' || signal.aborted) return
      void connect()
    },
    lose: () => {
      if (state.type === 'open' || state.type === 'connecting')
        end({ problem: 'connection-lost', final: false, attempt: 0 })
    },
    breakOff,
  }
}
