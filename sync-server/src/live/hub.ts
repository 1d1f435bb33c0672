/**
 * Passes on what is committed to whoever has joined its room: what this process appends, from the append itself; what
 * others append, from the log, when a hint, a gap in the numbers or a comparison of heads says that there is some. Rows
 * are the truth: a hint that is late, lost or twice changes only when somebody reads.
 *
 * Nothing is echoed to the join it came from, so a reading waits for the appends that were under way while it was made.
 */

import type { Clock } from '@weft/shared/env.ts'
import { encodeRoomFrame, fitsFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { Logger } from 'pino'
import type { Hint, Hints } from '../rooms/hints.ts'
import type {
  Appended,
  LogError,
  PushedUpdate,
  RoomContent,
  RoomLog,
  RoomRef,
  StoredUpdate,
} from '../rooms/room-log.ts'
import { createElsewhere } from './elsewhere.ts'
import { createHeadMoved } from './head-moved.ts'
import { createMembers, type JoinedWorkspace, type Member } from './members.ts'
import type { Relayed } from './relayed.ts'

export interface Hub {
  /** From this call on the member is told; when it has resolved, a reading of the log leaves no gap before that. */
  readonly join: (member: Member) => Promise<Result<void, LogError>>
  readonly leave: (member: Member) => void
  readonly isEmpty: (room: RoomRef) => boolean
  /** At once, to everybody else in the room, on whichever node; never stored. */
  readonly relay: (from: Member, frame: RoomFrame) => void
  /** The log's append, which everything that this process stores must go through. */
  readonly append: RoomLog['append']
  readonly stop: () => void
}

interface Deps {
  readonly log: RoomLog
  readonly hints: Hints
  readonly clock: Clock
  readonly logger: Logger
}

/** How late an update of another node comes at most when its hint was lost. */
export const compareHeadsEveryMilliseconds = 10_000

export const createHub = ({ log, hints, clock, logger }: Deps): Hub => {
  const members = createMembers()
  const headMoved = createHeadMoved({ clock, members })
  const appending = new Set<Promise<unknown>>()
  /** By workspace: true when something more has happened since the reading began. */
  const reading = new Map<JoinedWorkspace, boolean>()
  let cancel = (): void => undefined

  const deliver = (receivers: ReadonlySet<Member>, relayed: Relayed, origin?: object): void => {
    for (const member of receivers) if (member !== origin) member.deliver(relayed)
  }

  const deliverUpdate = (receivers: ReadonlySet<Member>, update: StoredUpdate, origin?: object): void => {
    if (receivers.size === 0 || (receivers.size === 1 && origin !== undefined && hasOnly(receivers, origin)))
      return
    const { seq, bytes } = update
    const relayed: Relayed = fitsFrame(bytes)
      ? {
          type: 'frame',
          seq,
          frame: encodeRoomFrame({ type: 'sync-update', update: bytes }),
          droppable: false,
        }
      : { type: 'too-large' }
    deliver(receivers, relayed, origin)
  }

  const deliverFrame = (room: RoomRef, frame: Uint8Array, origin?: Member): void =>
    deliver(members.of(room), { type: 'frame', seq: 0, frame, droppable: true }, origin)

  const elsewhere = createElsewhere({ hints, clock, members, deliver: deliverFrame })

  const noticeStored = (update: PushedUpdate, appended: Appended): void => {
    if (appended.type !== 'stored' || appended.repeated) return
    const workspace = members.workspace(update.workspaceId)
    if (workspace === undefined || workspace.numbers.has(appended.seq)) return
    workspace.numbers.add(appended.seq)
    headMoved.notice(update.workspaceId, update.roomId, appended.seq)
    deliverUpdate(members.of(update), { seq: appended.seq, bytes: update.bytes }, update.origin)
  }

  const append = async (updates: readonly PushedUpdate[]): Promise<Result<readonly Appended[], LogError>> => {
    const appended = await log.append(updates)
    if (!appended.ok) return appended
    for (const [index, update] of updates.entries()) {
      const answer = appended.value[index]
      if (answer !== undefined) noticeStored(update, answer)
    }
    for (const id of new Set(updates.map(({ workspaceId }) => workspaceId))) {
      const workspace = members.workspace(id)
      if (workspace?.numbers.hasGap()) readOn(workspace)
    }
    return appended
  }

  /** One reading at a time for each workspace, and one more when something came while it was made. */
  const readOn = (workspace: JoinedWorkspace): void => {
    if (reading.has(workspace)) return void reading.set(workspace, true)
    reading.set(workspace, false)
    void readNow(workspace).finally(() => {
      const again = reading.get(workspace)
      reading.delete(workspace)
      if (again && members.workspace(workspace.id) === workspace) readOn(workspace)
    })
  }

  const readNow = async (workspace: JoinedWorkspace): Promise<void> => {
    const after = workspace.numbers.through()
    if (after === undefined) return
    const changed = await log.changedRooms(workspace.id, after)
    if (!changed.ok) return noteFailure(changed.error)
    const joined = changed.value.rooms.map(({ roomId }) => roomId).filter(id => workspace.rooms.has(id))
    const contents = joined.length === 0 ? ok([]) : await log.readRooms(workspace.id, joined, after)
    if (!contents.ok) return noteFailure(contents.error)
    await Promise.allSettled(appending)
    for (const content of contents.value) deliverContent(workspace, content)
    for (const { roomId, headSeq } of changed.value.rooms)
      if (headSeq > after) headMoved.notice(workspace.id, roomId, headSeq)
    workspace.numbers.raise(changed.value.until)
  }

  const deliverContent = (
    workspace: JoinedWorkspace,
    { roomId, deleted, snapshot, rows }: RoomContent,
  ): void => {
    const receivers = members.of({ workspaceId: workspace.id, roomId })
    if (deleted) return deliver(receivers, { type: 'ended', close: 'roomGone' })
    for (const update of [...(snapshot === undefined ? [] : [snapshot]), ...rows]) {
      if (workspace.numbers.has(update.seq)) continue
      workspace.numbers.add(update.seq)
      deliverUpdate(receivers, update)
    }
  }

  const noteFailure = ({ type }: LogError): void =>
    // The next comparison tries again.
    logger.warn({ reason: type }, 'updates of other nodes could not be read')

  const onHint = (hint: Hint): void => {
    if (hint.type === 'anything-moved') return void compareHeads()
    if (hint.type !== 'head-moved') return elsewhere.onHint(hint)
    for (const { workspaceId, headSeq } of hint.moved) {
      const workspace = members.workspace(workspaceId)
      if (workspace !== undefined && headSeq > (workspace.numbers.through() ?? headSeq)) readOn(workspace)
    }
  }

  const compareHeads = async (): Promise<void> => {
    const joined = members.workspaces()
    if (joined.length === 0) return
    const heads = await log.heads(joined.map(({ id }) => id))
    if (!heads.ok) return noteFailure(heads.error)
    for (const workspace of joined) {
      const head = heads.value.get(workspace.id)?.headSeq ?? 0
      if (head > (workspace.numbers.through() ?? head)) readOn(workspace)
    }
  }

  const scheduleComparison = (): void => {
    cancel = clock.after(compareHeadsEveryMilliseconds, () => void compareHeads().finally(scheduleComparison))
  }

  scheduleComparison()
  const unsubscribe = hints.subscribe(onHint)

  return {
    join: async member => {
      const isFirst = members.workspace(member.room.workspaceId) === undefined
      const { id, numbers } = members.add(member)
      if (isFirst) elsewhere.noteJoined(id)
      if (numbers.through() !== undefined) return ok(undefined)
      const heads = await log.heads([id])
      if (!heads.ok) return heads
      numbers.raise(heads.value.get(id)?.headSeq ?? 0)
      return ok(undefined)
    },
    leave: members.remove,
    isEmpty: room => members.of(room).size === 0,
    relay: (from, frame) => {
      const bytes = encodeRoomFrame(frame)
      deliverFrame(from.room, bytes, from)
      elsewhere.relay(from.room, bytes)
    },
    append: updates => {
      const run = append(updates)
      appending.add(run)
      return run.finally(() => appending.delete(run))
    },
    stop: () => {
      cancel()
      unsubscribe()
      headMoved.stop()
    },
  }
}

const hasOnly = (receivers: ReadonlySet<Member>, origin: object): boolean =>
  receivers.size === 1 && [...receivers][0] === origin
