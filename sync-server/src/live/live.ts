/** The live half of the server: takes upgrades, runs a session for each socket, and ends them all in good order. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { STATUS_CODES } from 'node:http'
import type { AccountId } from '@weft/shared/ids.ts'
import type { CloseName } from '@weft/shared/protocol/close-codes.ts'
import {
  maxMessageBytes,
  maxSocketsPerAccount,
  maxStrangersPerNetwork,
} from '@weft/shared/protocol/limits.ts'
import type { Result } from '@weft/shared/result.ts'
import { type WebSocket, WebSocketServer } from 'ws'
import { type UpgradeClaims, upgradeClaims } from '../http/upgrade-claims.ts'
import type { SessionWatch } from '../sessions/session-watch.ts'
import type { TicketHolder } from '../sessions/tickets.ts'
import type { Dialect } from './dialect.ts'
import type { LiveSocket } from './live-socket.ts'
import { type RunningSession, runSession, type SessionDeps } from './run-session.ts'
import { chooseProtocol, type UpgradeRefusal } from './upgrade.ts'

export interface Live {
  /** For the `upgrade` event of an HTTP server. */
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Answers what was read, then asks every device to come back a little later. Resolves when no socket is left. */
  readonly stop: () => Promise<void>
}

export interface LiveDeps extends SessionDeps {
  /** Who may open a socket, and how it will speak (`upgrade.ts`). */
  readonly readUpgrade: (request: IncomingMessage, claims: UpgradeClaims) => Result<Dialect, UpgradeRefusal>
  readonly watch: SessionWatch['watch']
  readonly trustedProxies: number
}

/** How exact everything is that is due by time; one timer for all sockets. */
const tickEvery = 1_000

const asBinary = { binary: true } as const

/** Devices that all come back at once would be turned away again. */
const comeBackWithin = 10_000

export const createLive = (deps: LiveDeps): Live => {
  const { env, watch, readUpgrade, trustedProxies, logger } = deps
  const { clock, random } = env
  const sessions = new Map<RunningSession, Promise<void>>()
  const strangers = new Map<string, number>()
  const byAccount = new Map<AccountId, number>()
  let stopping = false
  let cancelTick = (): void => undefined

  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Sealed bytes do not get smaller, and a decompressor is memory for whoever asks for it.
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    handleProtocols: chooseProtocol,
  })

  const tick = (): void => {
    for (const session of sessions.keys()) session.tick()
    cancelTick = clock.after(tickEvery, tick)
  }
  cancelTick = clock.after(tickEvery, tick)

  const run = (websocket: WebSocket, stream: Duplex, dialect: Dialect, network: string): void => {
    let account: AccountId | undefined
    let unwatch = (): void => undefined
    count(strangers, network, 1)

    const onHolder = ({ accountId, sessionId }: TicketHolder): CloseName | null => {
      if ((byAccount.get(accountId) ?? 0) >= maxSocketsPerAccount) return 'tooFast'
      account = accountId
      unwatch = watch(sessionId, () => session.end('ticketRefused'))
      count(byAccount, accountId, 1)
      count(strangers, network, -1)
      return null
    }

    const session = runSession(deps, dialect, toLiveSocket(websocket, createTurn(stream)), onHolder)
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    sessions.set(session, gone)
    websocket.on('message', (data, isBinary) => {
      // A text is nothing of ours; as bytes it is malformed.
      if (data instanceof Buffer) session.receive(isBinary ? data : new Uint8Array(0))
    })
    websocket.on('pong', session.notePong)
    // Said before the close event, for damage that `ws` itself has answered.
    websocket.on('error', cause => logger.info({ err: cause }, 'a socket broke'))
    websocket.on('close', () => {
      session.gone()
      unwatch()
      sessions.delete(session)
      if (account === undefined) count(strangers, network, -1)
      else count(byAccount, account, -1)
      resolve()
    })
  }

  return {
    onUpgrade: (request, socket, head) => {
      // Until `ws` has it, nobody listens; a stranger who resets the connection would end the process.
      socket.on('error', () => socket.destroy())
      const claims = upgradeClaims(request, trustedProxies)
      const dialect = readUpgrade(request, claims)
      if (stopping) return refuse(socket, 503)
      if (!dialect.ok) return refuse(socket, dialect.error)
      if ((strangers.get(claims.network) ?? 0) >= maxStrangersPerNetwork) return refuse(socket, 429)
      server.handleUpgrade(request, socket, head, websocket =>
        run(websocket, socket, dialect.value, claims.network),
      )
    },
    stop: async () => {
      stopping = true
      await Promise.all([...sessions.keys()].map(session => session.settle()))
      cancelTick()
      for (const session of sessions.keys())
        session.end('serverStopping', `retry-after-ms=${Math.floor(random.fraction() * comeBackWithin)}`)
      await Promise.all(sessions.values())
    },
  }
}

const count = <Key>(counts: Map<Key, number>, key: Key, change: 1 | -1): void => {
  const next = (counts.get(key) ?? 0) + change
  if (next === 0) counts.delete(key)
  else counts.set(key, next)
}

const refuse = (socket: Duplex, status: number): void => {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  )
}

/** What is sent in one turn leaves in one write: a batch that was committed is often many frames for one socket. */
const createTurn = (stream: Duplex): (() => void) => {
  let begun = false
  const end = (): void => {
    begun = false
    stream.uncork()
  }
  return () => {
    if (begun) return
    begun = true
    stream.cork()
    // Behind every microtask that is due.
    process.nextTick(end)
  }
}

const toLiveSocket = (websocket: WebSocket, beginTurn: () => void): LiveSocket => ({
  get bufferedAmount() {
    return websocket.bufferedAmount
  },
  send: (bytes, onSent) => {
    // One that is closing takes nothing more; its close event says the rest.
    if (websocket.readyState !== websocket.OPEN) return
    beginTurn()
    websocket.send(bytes, asBinary, onSent)
  },
  pause: () => websocket.pause(),
  resume: () => websocket.resume(),
  ping: () => websocket.ping(),
  close: (code, reason) => websocket.close(code, reason),
  terminate: () => websocket.terminate(),
})
