/** What a session is, what can happen to it, and what it wants done (`session.ts`). */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { CloseName } from '@weft/shared/protocol/close-codes.ts'
import type { DownMessage, MessageError, UpMessage } from '@weft/shared/protocol/multiplex.ts'
import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import type { RoomFrame, Settled } from '@weft/shared/protocol/room-frame.ts'
import type { ServerJoin } from '@weft/shared/protocol/server-join.ts'
import type { Result } from '@weft/shared/result.ts'
import type { Bucket } from '../limits/bucket.ts'
import type { RoomRef } from '../rooms/room-log.ts'
import type { TicketHolder } from '../sessions/tickets.ts'
import type { Relayed } from './relayed.ts'
import type { Step1Answer } from './step1-answer.ts'

/** On a socket of `one-room` the end of the join is the end of the socket: a stock client knows nothing else. */
export type SessionKind = 'many-rooms' | 'one-room'

export type SessionState =
  | { readonly type: 'awaiting-hello'; readonly kind: SessionKind }
  | { readonly type: 'checking-ticket'; readonly kind: SessionKind }
  | OpenSession
  | { readonly type: 'closed' }

export interface OpenSession {
  readonly type: 'open'
  readonly kind: SessionKind
  readonly holder: TicketHolder
  readonly joins: ReadonlyMap<number, Join>
  readonly lastJoinId: number
  readonly relays: Bucket
}

export type Join =
  /** The room is being looked for; what others write meanwhile waits for `opened`. */
  | { readonly type: 'opening'; readonly room: RoomRef; readonly held: readonly Relayed[] }
  | {
      readonly type: 'open'
      readonly room: RoomRef
      readonly server: ServerJoin
      readonly asked: Asked
    }

/** One SyncStep1 is answered at a time, then the last of those that came meanwhile: each costs a reading of the room. */
type Asked =
  | { readonly type: 'nothing' }
  | { readonly type: 'once' }
  | { readonly type: 'again'; readonly stateVector: Uint8Array }

export type SessionEvent =
  | {
      readonly type: 'message-received'
      readonly message: Result<UpMessage, MessageError>
      readonly now: number
    }
  | {
      readonly type: 'ticket-answered'
      readonly holder: TicketHolder | null
      readonly epoch: string
      readonly now: number
    }
  | { readonly type: 'join-opened'; readonly joinId: number; readonly head: number }
  /** The room cannot be joined, or no longer. */
  | { readonly type: 'join-ended'; readonly joinId: number; readonly close: CloseName }
  | { readonly type: 'relayed'; readonly joinId: number; readonly relayed: Relayed }
  | { readonly type: 'step1-answered'; readonly joinId: number; readonly answer: Step1Answer }
  | { readonly type: 'updates-stored'; readonly joinId: number; readonly settled: readonly Settled[] }
  | {
      readonly type: 'update-refused'
      readonly joinId: number
      readonly seq: number
      readonly reason: RejectReason
    }
  | { readonly type: 'access-lost'; readonly workspaceId: WorkspaceId }
  /** A stock client has heard nothing for a while (L2). */
  | { readonly type: 'no-op-due' }
  | { readonly type: 'hello-late' }
  | { readonly type: 'end-asked'; readonly close: CloseName; readonly reason: string }

export type SessionEffect =
  | { readonly type: 'redeem'; readonly ticket: string }
  | {
      readonly type: 'begin-join'
      readonly joinId: number
      readonly room: RoomRef
      readonly clientIds: readonly number[]
    }
  | { readonly type: 'leave'; readonly joinId: number }
  | { readonly type: 'store'; readonly joinId: number; readonly seq: number; readonly update: Uint8Array }
  | { readonly type: 'answer-step1'; readonly joinId: number; readonly stateVector: Uint8Array }
  | { readonly type: 'relay'; readonly joinId: number; readonly frame: RoomFrame }
  | { readonly type: 'send'; readonly message: DownMessage; readonly droppable: boolean }
  /** Ends the socket and every join of it. */
  | { readonly type: 'close'; readonly close: CloseName; readonly reason: string }

export type SessionStep = readonly [SessionState, readonly SessionEffect[]]
