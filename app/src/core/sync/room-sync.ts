/**
 * One room, live: what runs the pure join machine (shared/src/protocol/join.ts) between the provider of an open document
 * and the real socket.
 *
 * The one idea is order. A frame that the provider sends is held until the row of its change is committed, and is then
 * reported after that row. What comes from the server goes through the room's queue, never straight into the document;
 * and while the document holds a change that is not committed, nothing is answered from it. So a SyncStep2 is made of
 * committed rows only, and an answer settles what it says.
 */

import { must, unreachable } from '@weft/shared/assert.ts'
import { closeCodes, isFinalClose } from '@weft/shared/protocol/close-codes.ts'
import {
  initialJoin,
  type JoinEffect,
  type JoinEvent,
  type JoinState,
  type RowNumber,
  stepJoin,
} from '@weft/shared/protocol/join.ts'
import { maxAnnouncedIds, maxSyncFrameBytes } from '@weft/shared/protocol/limits.ts'
import type { DownMessage, UpMessage } from '@weft/shared/protocol/multiplex.ts'
import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import type * as Y from 'yjs'
import { type CommitGate, createCommitGate } from '../commit-gate.ts'
import { type AppliedRow, clientIdsOf, type RoomFollower } from '../room-follower.ts'
import type { RoomRef } from '../room-ref.ts'
import { startProvider } from './document-provider.ts'
import { createEarlyUpdates, type IncomingUpdate } from './early-updates.ts'
import { readFrameKind, rowsToFrame } from './provider-frame.ts'
import type { VirtualSocket } from './virtual-socket.ts'

type JoinMessage = Exclude<DownMessage, { readonly type: 'welcome' | 'pong' }>

/** What a room reports to the sync client. */
export type RoomSyncEvent =
  | { readonly type: 'rows-acknowledged'; readonly rows: readonly RowNumber[]; readonly number: number }
  | { readonly type: 'row-refused'; readonly row: RowNumber; readonly reason: RejectReason }
  | { readonly type: 'rows-held'; readonly rows: readonly RowNumber[]; readonly reason: RejectReason }
  /** What the room has goes by /sync; `left`: the join has ended for it, and the room is joined again afterwards. */
  | { readonly type: 'bulk-needed'; readonly left: boolean }
  /** The server has said yes: from now on it tells what others write. */
  | { readonly type: 'join-opened' }
  | { readonly type: 'head-moved'; readonly head: number }
  /** An update of the server with this number is stored. */
  | { readonly type: 'update-stored'; readonly number: number }
  | { readonly type: 'ephemeral-received'; readonly sealed: Uint8Array }
  /** The server has ended the join, or refused it. */
  | { readonly type: 'join-closed'; readonly code: number }
  /** The document was thrown away, and is loaded again when somebody next needs it. */
  | { readonly type: 'document-discarded' }
  /** An update from the server was not taken. */
  | { readonly type: 'update-refused' }
  | { readonly type: 'server-inconsistent' }

export interface RoomSyncDeps {
  readonly ref: RoomRef
  /** Takes an update of the server in the room's queue; `number` is 0 where it is many. */
  readonly receive: (update: Uint8Array, number: number) => Promise<'taken' | 'refused' | 'failed'>
  readonly send: (message: Exclude<UpMessage, { readonly type: 'hello' | 'ping' }>) => void
  readonly nextJoinId: () => number
  readonly report: (event: RoomSyncEvent) => void
  /** Another one in a test, to see that its rules matter. */
  readonly step?: typeof stepJoin
}

export interface RoomSync {
  /** What the room tells. */
  readonly follower: RoomFollower
  /** The real socket is open, and /sync has brought the room to head. */
  readonly join: () => void
  /** The server has said yes. */
  readonly isJoined: () => boolean
  /** A join is at hand, opened or not. */
  readonly hasBegun: () => boolean
  /** Leaves the join and the document: the room is no longer followed. */
  readonly stop: () => void
  readonly connectionLost: () => void
  /** Of this room's join; those of a join that has ended are nobody's. */
  readonly received: (message: JoinMessage) => void
  /** /sync has settled rows. */
  readonly rowsSettled: (rows: readonly RowNumber[]) => void
  /** Rows that a frame of the join at hand answers for: /sync need not send them. */
  readonly inFlight: () => ReadonlySet<RowNumber>
  /** Feeds the provider, which would otherwise close itself in silence. */
  readonly keepAlive: () => void
  readonly sendEphemeral: (sealed: Uint8Array) => boolean
}

const nothing = new Uint8Array([0, 0])
/** What tells a provider that it is in step; what the server's own SyncStep2 held came through the queue. */
const emptyStep2 = encodeRoomFrame({ type: 'sync-step2', update: nothing })
const noOp = encodeRoomFrame({ type: 'no-op' })

interface OpenDocument {
  readonly doc: Y.Doc
  /** What the provider sends of changes that are not committed yet. */
  readonly gate: CommitGate
  readonly released: Uint8Array[]
  /** Under which the document and the rows that wait were written: what a join announces (M4). */
  readonly clientIds: Set<number>
  /** What waits until the document is what the log says. */
  readonly postponed: (() => void)[]
  /** It holds a change that is not committed. */
  dirty: boolean
  socket: VirtualSocket | null
  stop: () => void
}

export const createRoomSync = (deps: RoomSyncDeps): RoomSync => {
  const { ref, report } = deps
  const step = deps.step ?? stepJoin
  let state: JoinState = initialJoin
  let open: OpenDocument | null = null
  /** The room should be joined whenever it can. */
  let wanted = false
  const sendFrame = (joinId: number, seq: number, frame: Uint8Array): void =>
    deps.send({ type: 'room', joinId, seq, frame })

  const perform = (before: JoinState, effect: JoinEffect, frame: Uint8Array | null): void => {
    switch (effect.type) {
      case 'send':
        return sendFrame(effect.joinId, effect.seq, must(frame, 'a frame at hand'))
      case 'acknowledge':
        return report({ type: 'rows-acknowledged', rows: effect.rows, number: effect.number })
      case 'set-aside':
        return report({ type: 'row-refused', row: effect.row, reason: effect.reason })
      case 'hold':
        return report({ type: 'rows-held', rows: effect.rows, reason: effect.reason })
      case 'push-apart':
        return report({ type: 'bulk-needed', left: false })
      case 'use-bulk':
        if (effect.tell) {
          const seq = (before.stay?.lastSeq ?? 0) + 1
          sendFrame(effect.joinId, seq, encodeRoomFrame({ type: 'use-bulk' }))
        }
        deps.send({ type: 'close', joinId: effect.joinId })
        open?.socket?.suspend()
        return report({ type: 'bulk-needed', left: true })
      case 'break-off':
        open?.socket?.suspend()
        return report({ type: 'server-inconsistent' })
      default:
        return unreachable(effect)
    }
  }

  const run = (event: JoinEvent, frame: Uint8Array | null = null): void => {
    const before = state
    const [next, effects] = step(state, event)
    state = next
    for (const effect of effects) perform(before, effect, frame)
  }

  /** Ends the join for one that announces more; its SyncStep2 carries what waits. */
  const rejoin = (): void => {
    if (state.stay === null) return
    endStay(true)
    begin()
  }

  /** A frame of the provider that belongs to no row. */
  const sendOther = (frame: Uint8Array): void => {
    const kind = readFrameKind(frame)
    if (kind === 'step2') {
      run({ type: 'frame-ready', kind, fits: frame.length <= maxSyncFrameBytes }, frame)
    } else if (kind === 'step1') run({ type: 'frame-ready', kind: 'other' }, frame)
    // Awareness goes sealed, or not at all.
  }

  const endStay = (tell: boolean): void => {
    const { stay } = state
    open?.socket?.suspend()
    if (stay === null) return
    if (tell) deps.send({ type: 'close', joinId: stay.joinId })
    run({ type: 'join-ended', joinId: stay.joinId })
  }

  /** Runs when the document is what the log says, unless the join has ended by then. */
  const during = (joinId: number, action: () => void): void => {
    const current = open
    if (current === null) return
    const unlessEnded = (): void => {
      if (open === current && state.stay?.joinId === joinId) action()
    }
    if (current.dirty) current.postponed.push(unlessEnded)
    else unlessEnded()
  }

  const begin = (): void => {
    if (!wanted || open === null || state.stay !== null) return
    // More than a join may announce goes by /sync, where each push has its own.
    if (open.clientIds.size > maxAnnouncedIds) return report({ type: 'bulk-needed', left: true })
    const joinId = deps.nextJoinId()
    early.begin()
    run({ type: 'join-begun', joinId })
    deps.send({ type: 'open', joinId, ...ref, clientIds: [...open.clientIds] })
  }

  const leaveForBulk = (joinId: number): void => {
    if (state.stay?.joinId !== joinId) return
    endStay(true)
    report({ type: 'bulk-needed', left: true })
  }

  const take = async ({ joinId, update, number }: IncomingUpdate): Promise<void> => {
    const taken = await deps.receive(update, number)
    if (taken === 'refused') report({ type: 'update-refused' })
    // A disk that takes nothing more cannot follow: the room is left, and /sync tries again.
    if (taken === 'failed') leaveForBulk(joinId)
    if (taken === 'taken' && number > 0) report({ type: 'update-stored', number })
  }
  const early = createEarlyUpdates({ take: incoming => void take(incoming), overflow: leaveForBulk })

  const receiveFrame = (joinId: number, number: number, bytes: Uint8Array): void => {
    const parsed = parseRoomFrame(bytes)
    if (!parsed.ok) {
      // A frame of a later kind is for a later client.
      if (parsed.error.type !== 'frame-unknown') report({ type: 'server-inconsistent' })
      return
    }
    const frame: RoomFrame = parsed.value
    switch (frame.type) {
      case 'sync-step1':
        return during(joinId, () => open?.socket?.deliver(bytes))
      case 'sync-step2':
        open?.socket?.deliver(emptyStep2)
        return early.step2Came({ joinId, update: frame.update, number: 0 })
      case 'sync-update':
        return early.updateCame({ joinId, update: frame.update, number })
      case 'ack':
        return run({ type: 'ack-received', joinId, settled: frame.settled })
      case 'reject':
        return run({ type: 'reject-received', joinId, seq: frame.seq, reason: frame.reason })
      case 'use-bulk':
        return run({ type: 'use-bulk-received', joinId })
      case 'head-moved':
        return report({ type: 'head-moved', head: frame.head })
      case 'ephemeral':
        return report({ type: 'ephemeral-received', sealed: frame.sealed })
      case 'permission-denied':
        return close(joinId, closeCodes.roomForbidden.code)
      case 'awareness':
      case 'query-awareness':
      case 'no-op':
        return
      default:
        return unreachable(frame)
    }
  }

  const close = (joinId: number, code: number): void => {
    run({ type: 'join-ended', joinId })
    if (isFinalClose(code)) {
      wanted = false
      open?.socket?.end(code, '')
      if (open !== null) open.socket = null
    } else open?.socket?.suspend()
    report({ type: 'join-closed', code })
  }

  const load: RoomFollower['loaded'] = ({ doc, waiting, clientIds }) => {
    const current: OpenDocument = {
      doc,
      gate: createCommitGate(frame => current.released.push(frame)),
      released: [],
      clientIds: new Set(clientIds),
      postponed: [],
      dirty: false,
      socket: null,
      stop: () => {},
    }
    open = current
    state = initialJoin
    for (const row of waiting) run({ type: 'row-applied', row })
    const stain = (): void => {
      current.dirty = true
    }
    doc.on('update', stain)
    const stopProvider = startProvider(doc, {
      made: socket => {
        current.socket = socket
      },
      sent: frame => {
        if (open !== current) return
        if (readFrameKind(frame) === 'update') current.gate.hold(frame)
        else sendOther(frame)
      },
      left: socket => {
        if (current.socket === socket) current.socket = null
      },
    })
    current.stop = () => {
      doc.off('update', stain)
      stopProvider()
    }
    begin()
  }

  /**
   * Another tab writes under a client id of its own, which the join at hand has not announced and the server would
   * refuse for good (C3). True: the room has to be joined again.
   */
  const announcesTooLittle = ({ clientIds }: OpenDocument, rows: readonly AppliedRow[]): boolean => {
    const written = rows.flatMap(({ bytes }) => clientIdsOf(bytes))
    const isAnnounced = written.every(client => clientIds.has(client))
    for (const client of written) clientIds.add(client)
    return !isAnnounced
  }

  /** Sends what the commit of own rows has let go. */
  const sendRows = (frames: readonly Uint8Array[], rows: readonly AppliedRow[]): void => {
    const [only] = frames
    if (only === undefined) return
    // Of several in one go it cannot be told which frame is whose, and some may be nobody's here.
    const frame =
      frames.length === 1 && rows.length === 1 ? only : rowsToFrame(rows.map(({ bytes }) => bytes))
    const fits = frame.length <= maxSyncFrameBytes
    run({ type: 'frame-ready', kind: 'update', fits, rows: rows.map(({ number }) => number) }, frame)
  }

  const applyRows: RoomFollower['rowsApplied'] = rows => {
    if (open === null) return
    const current = open
    const own = rows.filter(row => row.waiting)
    for (const { number } of own) run({ type: 'row-applied', row: number })
    current.dirty = false
    current.gate.release()
    const frames = current.released.splice(0)
    if (announcesTooLittle(current, own)) rejoin()
    else if (own.length > 0) sendRows(frames, own)
    for (const action of current.postponed.splice(0)) action()
  }

  const discard = (): void => {
    const current = open
    if (current === null) return
    current.gate.drop()
    endStay(true)
    open = null
    state = initialJoin
    current.stop()
  }

  return {
    follower: {
      loaded: load,
      rowsApplied: applyRows,
      discarded: () => {
        discard()
        report({ type: 'document-discarded' })
      },
    },
    join: () => {
      wanted = true
      begin()
    },
    isJoined: () => state.stay?.opened === true,
    hasBegun: () => state.stay !== null,
    stop: () => {
      wanted = false
      discard()
    },
    connectionLost: () => {
      wanted = false
      endStay(false)
    },
    received: message => {
      const { joinId } = message
      if (state.stay?.joinId !== joinId) return
      switch (message.type) {
        case 'opened':
          return during(joinId, () => {
            run({ type: 'join-opened', joinId })
            open?.socket?.open()
            report({ type: 'join-opened' })
          })
        case 'closed':
          return close(joinId, message.code)
        case 'room':
          return receiveFrame(joinId, message.seq, message.frame)
        default:
          return unreachable(message)
      }
    },
    rowsSettled: rows => run({ type: 'rows-settled', rows }),
    inFlight: () => new Set(state.stay?.flights.flatMap(({ rows }) => rows)),
    keepAlive: () => open?.socket?.deliver(noOp),
    sendEphemeral: sealed => {
      const { stay } = state
      if (!stay?.opened) return false
      run({ type: 'frame-ready', kind: 'other' }, encodeRoomFrame({ type: 'ephemeral', sealed }))
      return true
    },
  }
}
