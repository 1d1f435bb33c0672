/**
 * Runs a session on a socket: performs what its step wants and brings the answers back. What comes while it has to wait
 * stays in an inbox, which is small because the socket is not read meanwhile.
 */

import { assert, unreachable } from '@weft/shared/assert.ts'
import type { Env } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { type CloseName, closeCodes } from '@weft/shared/protocol/close-codes.ts'
import {
  accessAgainMilliseconds,
  helloWithinMilliseconds,
  noOpEveryMilliseconds,
  pingEveryMilliseconds,
} from '@weft/shared/protocol/limits.ts'
import type { MessageError, UpMessage } from '@weft/shared/protocol/multiplex.ts'
import type { Result } from '@weft/shared/result.ts'
import type { SessionId } from '../db/account-tables.ts'
import type { TicketHolder, Tickets } from '../sessions/tickets.ts'
import type { Dialect } from './dialect.ts'
import { createJoins, type JoinDeps, type Joins } from './joins.ts'
import type { LiveSocket } from './live-socket.ts'
import { createOutbox } from './outbox.ts'
import { initialSession, isWaiting, stepSession } from './session.ts'
import type { SessionEffect, SessionEvent } from './session-state.ts'

export interface RunningSession {
  readonly receive: (bytes: Uint8Array) => void
  readonly notePong: () => void
  /** The socket is gone. */
  readonly gone: () => void
  /** Called about once a second: everything that is due by time. */
  readonly tick: () => void
  readonly end: (close: CloseName, reason?: string) => void
  /** Reads nothing more, and resolves when everything that was read has its answer. */
  readonly settle: () => Promise<void>
}

export interface SessionDeps extends Omit<JoinDeps, 'dispatch' | 'holder' | 'socket' | 'kind' | 'onLogFull'> {
  readonly tickets: Pick<Tickets, 'redeem'>
  readonly epoch: string
  readonly env: Env
}

/** Why the socket is not read at the moment. */
type Hold = 'waiting' | 'slow-reader' | 'log-full' | 'stopping'

/** A reader that was given up may never take the close frame. */
const closeWithin = 1_000

export const runSession = (
  deps: SessionDeps,
  dialect: Dialect,
  socket: LiveSocket,
  onHolder: (holder: TicketHolder) => CloseName | null,
): RunningSession => {
  const { env, tickets, access, epoch, logger } = deps
  const { clock, random } = env
  let state = initialSession(dialect.kind)
  let holder: TicketHolder | undefined
  const inbox: Result<UpMessage, MessageError>[] = dialect.begin.map(value => ({ ok: true, value }))
  const holds = new Set<Hold>()
  const startedAt = clock.now()
  let accessDue = Number.POSITIVE_INFINITY
  let pingDue = startedAt + pingEveryMilliseconds
  let noOpDue = startedAt + noOpEveryMilliseconds
  let pingsUnanswered = 0
  let cancelTerminate = (): void => undefined

  const hold = (why: Hold): void => {
    if (holds.size === 0) socket.pause()
    holds.add(why)
  }

  const release = (why: Hold): void => {
    if (!holds.delete(why) || holds.size > 0) return
    socket.resume()
    readInbox()
  }

  const outbox = createOutbox({
    socket,
    onSlow: () => hold('slow-reader'),
    onCaughtUp: () => release('slow-reader'),
    onTooSlow: () => end('tooFast', 'The reader is too slow.'),
  })

  const dispatch = (event: SessionEvent): void => {
    const [next, effects] = stepSession(state, event)
    state = next
    for (const effect of effects) perform(effect)
    if (isWaiting(state)) hold('waiting')
    else release('waiting')
  }

  const joins: Joins = createJoins({
    ...deps,
    kind: dialect.kind,
    socket,
    dispatch,
    holder: () => {
      assert(holder !== undefined, 'rooms are joined by somebody')
      return holder
    },
    onLogFull: whenFree => {
      hold('log-full')
      void whenFree.then(() => release('log-full'))
    },
  })

  const redeem = async (ticket: string): Promise<void> => {
    try {
      const redeemed = await tickets.redeem('socket', ticket)
      if (state.type === 'closed') return
      const refused = redeemed === null ? null : onHolder(redeemed)
      if (refused !== null) return end(refused)
      holder = redeemed ?? undefined
      accessDue = clock.now() + spread(accessAgainMilliseconds)
      dispatch({ type: 'ticket-answered', holder: redeemed, epoch, now: clock.now() })
    } catch (cause) {
      fail(cause)
    }
  }

  /** So that sockets which came together do not ask together for ever. */
  const spread = (milliseconds: number): number => milliseconds * (0.8 + 0.2 * random.fraction())

  const fail = (cause: unknown): void => {
    logger.warn({ err: cause }, 'a socket is closed because the database did not answer')
    end('storageFailed')
  }

  const perform = (effect: SessionEffect): void => {
    switch (effect.type) {
      case 'redeem':
        return void redeem(effect.ticket)
      case 'send': {
        const bytes = dialect.encode(effect.message)
        if (bytes !== null) outbox.send(bytes, effect.droppable)
        noOpDue = clock.now() + noOpEveryMilliseconds
        return
      }
      case 'close':
        joins.leaveAll()
        holder = undefined
        inbox.length = 0
        // Its answer to the close frame must be read.
        if (holds.size > 0) socket.resume()
        socket.close(closeCodes[effect.close].code, effect.reason)
        cancelTerminate = clock.after(closeWithin, socket.terminate)
        return
      case 'begin-join':
      case 'leave':
      case 'store':
      case 'answer-step1':
      case 'relay':
        return joins.perform(effect)
      default:
        return unreachable(effect)
    }
  }

  const readInbox = (): void => {
    while (holds.size === 0 && state.type !== 'closed') {
      const message = inbox.shift()
      if (message === undefined) return
      dispatch({ type: 'message-received', message, now: clock.now() })
    }
  }

  const askAccess = async (sessionId: SessionId, workspaceIds: readonly WorkspaceId[]): Promise<void> => {
    try {
      for (const workspaceId of workspaceIds)
        if (!(await access.may(sessionId, 'read', workspaceId)))
          dispatch({ type: 'access-lost', workspaceId })
    } catch (cause) {
      fail(cause)
    }
  }

  const end = (close: CloseName, reason: string = closeCodes[close].meaning): void =>
    dispatch({ type: 'end-asked', close, reason })

  readInbox()

  return {
    receive: bytes => {
      if (state.type === 'closed') return
      inbox.push(dialect.parse(bytes))
      readInbox()
    },
    notePong: () => {
      pingsUnanswered = 0
    },
    gone: () => {
      state = { type: 'closed' }
      holder = undefined
      joins.leaveAll()
      cancelTerminate()
    },
    tick: () => {
      if (state.type === 'closed') return
      const now = clock.now()
      if (holder === undefined && now - startedAt >= helloWithinMilliseconds) dispatch({ type: 'hello-late' })
      if (dialect.kind === 'one-room' && now >= noOpDue) dispatch({ type: 'no-op-due' })
      if (now >= pingDue) {
        pingDue = now + pingEveryMilliseconds
        pingsUnanswered += 1
        if (pingsUnanswered > 2) return socket.terminate()
        socket.ping()
      }
      if (now >= accessDue && holder !== undefined) {
        accessDue = now + spread(accessAgainMilliseconds)
        void askAccess(holder.sessionId, joins.workspaces())
      }
    },
    end,
    settle: () => {
      hold('stopping')
      return joins.settled()
    },
  }
}
