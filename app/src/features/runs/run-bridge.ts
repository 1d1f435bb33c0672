/**
 * Shows the answers of this device to the others while they are made, and theirs here. It stands between the live
 * channel of this origin and the ephemeral frames of a room, in the worker that holds the socket, so a run in any tab
 * is told. What comes from elsewhere becomes a row of `runs` that is marked as relayed, and frames on the live
 * channel: pages draw it like an answer of their own. Nothing here is the truth; the message is, when it comes.
 */

import { type Env, sleep } from '@weft/shared/env.ts'
import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { applyFrame, type LiveAnswer } from './live-answer.ts'
import type { LiveDelta, LiveFrame } from './live-channel.ts'
import { createRelayReader, encodeRelayFrame, type RelayFrame, type RelayReader } from './relay-frame.ts'
import type { RunRow } from './tables.ts'

export interface ThreadRef {
  readonly workspaceId: WorkspaceId
  readonly roomId: ThreadId
}

export interface RunBridgeDeps {
  readonly env: Env
  readonly post: (frame: LiveFrame) => void
  /** Frames of this origin, from any worker or page but this bridge. */
  readonly onFrame: (listener: (frame: LiveFrame) => void) => void
  /** Unsealed bytes to and from the other devices in a room. Nothing of it is sure to arrive. */
  readonly publish: (room: ThreadRef, bytes: Uint8Array) => void
  readonly onPublished: (listener: (room: ThreadRef, bytes: Uint8Array) => void) => void
  readonly readRow: (messageId: MessageId) => Promise<RunRow | undefined>
  readonly relayedRows: () => Promise<readonly RunRow[]>
  readonly saveRow: (row: RunRow) => Promise<unknown>
  readonly deleteRow: (row: RunRow) => Promise<unknown>
  /** Whether the message itself is on this device. */
  readonly isStored: (room: ThreadRef, messageId: MessageId) => Promise<boolean>
  readonly signal: AbortSignal
}

/** Whoever made it tells it at least this often, however long the model thinks. */
const tellEvery = 10_000
/** Three of those missed: its device has gone, or this one has no connection. */
export const silence = 35_000
/** Between two questions about one run, and between two answers to everybody's. */
const askEvery = 1_000
/** How long the end of an answer may be here before its message. */
const messageWithin = 15_000
const lookEvery = 250

/** A run of this device. */
interface Told {
  readonly row: RunRow
  toldAt: number
  askedAt: number
}

/** A run of another one. */
interface Relayed {
  row: RunRow
  answer: LiveAnswer
  heardAt: number
  ended: boolean
}

const roomOf = ({ workspaceId, threadId }: RunRow): ThreadRef => ({ workspaceId, roomId: threadId })

export const startRunBridge = (deps: RunBridgeDeps): void => {
  const { env, signal } = deps
  const told = new Map<MessageId, Told>()
  const relayed = new Map<MessageId, Relayed>()
  const readers = new Map<ThreadId, RelayReader>()
  let tail: Promise<unknown> = Promise.resolve()

  /** One after the other: frames of a run stay in order across the reading of its row. */
  const enqueue = (entry: () => Promise<unknown>): void => {
    if (signal.aborted) return
    tail = tail.then(() => (signal.aborted ? undefined : entry())).catch(() => undefined)
  }

  const tell = (room: ThreadRef, frame: RelayFrame): void => {
    for (const bytes of encodeRelayFrame(frame, env.random)) deps.publish(room, bytes)
  }

  // From here to the others.

  const toldOf = async (messageId: MessageId): Promise<Told | undefined> => {
    const known = told.get(messageId)
    if (known) return known
    const row = await deps.readRow(messageId)
    if (!row || row.relayedAt !== undefined) return undefined
    const fresh: Told = { row, toldAt: Number.NEGATIVE_INFINITY, askedAt: Number.NEGATIVE_INFINITY }
    told.set(messageId, fresh)
    return fresh
  }

  const takeLocal = async (frame: LiveFrame): Promise<void> => {
    const other = relayed.get(frame.messageId)
    if (other) return takeForRelayed(other, frame)
    if (frame.type === 'ask' || frame.type === 'control') return
    const run = await toldOf(frame.messageId)
    if (!run) return
    run.toldAt = env.clock.now()
    const room = roomOf(run.row)
    switch (frame.type) {
      case 'delta':
        return tell(room, { ...frame, deltas: frame.deltas.map(toRelayDelta) })
      case 'whole': {
        const { messageId, parentId, model, continues, startedAt } = run.row
        const state = frame.state === 'streaming' ? 'streaming' : 'waiting'
        const parts = [...frame.parts]
        return tell(room, {
          type: 'whole',
          messageId,
          parentId,
          model,
          continues,
          startedAt,
          state,
          frame: frame.frame,
          parts,
        })
      }
      case 'end':
        told.delete(frame.messageId)
        return tell(room, frame)
    }
  }

  /** A page of this device looks at a run of another, or wants to stop it. */
  const takeForRelayed = (run: Relayed, frame: LiveFrame): void => {
    if (frame.type === 'ask') return postWhole(run)
    if (frame.type !== 'control') return
    const { action } = frame
    // Of a deletion the other device learns by itself.
    if (action !== 'forget') tell(roomOf(run.row), { ...frame, action })
  }

  // From the others to here.

  const takeRemote = async (room: ThreadRef, frame: RelayFrame): Promise<void> => {
    switch (frame.type) {
      case 'ask': {
        const run = await toldOf(frame.messageId)
        if (!run || env.clock.now() - run.askedAt < askEvery) return
        run.askedAt = env.clock.now()
        // Its worker answers everybody with all of it, this bridge too.
        return deps.post({ type: 'ask', messageId: frame.messageId })
      }
      case 'control':
        return (await toldOf(frame.messageId)) && deps.post(frame)
      case 'whole':
        return takeWhole(room, frame)
      case 'delta':
        return takeDelta(room, frame)
      case 'end': {
        const run = relayed.get(frame.messageId)
        if (!run || run.ended) return
        run.ended = true
        void endWithMessage(run)
      }
    }
  }

  const takeWhole = async (room: ThreadRef, frame: RelayFrame & { type: 'whole' }): Promise<void> => {
    const known = relayed.get(frame.messageId)
    // An id that another run has here, or whose message is there, is told late or told by a liar.
    if (known ? known.row.threadId !== room.roomId : await isTaken(room, frame.messageId)) return
    const now = env.clock.now()
    const row: RunRow = {
      messageId: frame.messageId,
      workspaceId: room.workspaceId,
      threadId: room.roomId,
      parentId: frame.parentId,
      model: frame.model,
      continues: frame.continues,
      state: frame.state,
      startedAt: known?.row.startedAt ?? frame.startedAt,
      parts: frame.parts,
      frame: frame.frame,
      attempt: 1,
      relayedAt: now,
    }
    const answer = { frame: frame.frame, state: frame.state, parts: frame.parts, ended: false }
    const run: Relayed = known ?? { row, answer, heardAt: now, ended: false }
    run.row = row
    run.answer = answer
    run.heardAt = now
    relayed.set(frame.messageId, run)
    await deps.saveRow(row)
    postWhole(run)
  }

  const takeDelta = async (room: ThreadRef, frame: RelayFrame & { type: 'delta' }): Promise<void> => {
    const run = relayed.get(frame.messageId)
    if (!run) {
      if (!(await isTaken(room, frame.messageId))) askAbout(room, frame.messageId)
      return
    }
    run.heardAt = env.clock.now()
    const delta = { ...frame, deltas: frame.deltas.map(toLiveDelta) }
    const step = applyFrame(run.answer, delta)
    if (step.type === 'gap') return askAbout(room, frame.messageId)
    if (!step.answer || step.answer === run.answer) return
    run.answer = step.answer
    deps.post({ ...delta, relayed: true })
  }

  const isTaken = async (room: ThreadRef, messageId: MessageId): Promise<boolean> =>
    (await deps.readRow(messageId)) !== undefined || deps.isStored(room, messageId)

  const askedAtById = new Map<MessageId, number>()

  const askAbout = (room: ThreadRef, messageId: MessageId): void => {
    const now = env.clock.now()
    if (now - (askedAtById.get(messageId) ?? Number.NEGATIVE_INFINITY) < askEvery) return
    for (const [id, at] of askedAtById) if (now - at >= askEvery) askedAtById.delete(id)
    askedAtById.set(messageId, now)
    tell(room, { type: 'ask', messageId })
  }

  const postWhole = ({ row, answer }: Relayed): void => {
    const { frame, state, parts } = answer
    deps.post({ type: 'whole', messageId: row.messageId, frame, state, parts, relayed: true })
  }

  /** The row stays until the message is there: an answer must not blink between the two. */
  const endWithMessage = async (run: Relayed): Promise<void> => {
    const until = env.clock.now() + messageWithin
    while (!signal.aborted && env.clock.now() < until) {
      if (await deps.isStored(roomOf(run.row), run.row.messageId)) break
      await sleep(env.clock, lookEvery, signal)
    }
    enqueue(() => drop(run))
  }

  const drop = async (run: Relayed): Promise<void> => {
    relayed.delete(run.row.messageId)
    await deps.deleteRow(run.row)
    deps.post({ type: 'end', messageId: run.row.messageId })
  }

  /** What another bridge of this device has left. */
  const adopt = async (): Promise<void> => {
    for (const row of await deps.relayedRows()) {
      if (relayed.has(row.messageId)) continue
      const { frame, state, parts, relayedAt = 0 } = row
      const answer = { frame, state, parts, ended: false }
      relayed.set(row.messageId, { row, answer, heardAt: relayedAt, ended: false })
      askAbout(roomOf(row), row.messageId)
    }
  }

  /** Says again what lives, and drops what nobody speaks of any more. */
  const keepTrack = async (): Promise<void> => {
    const now = env.clock.now()
    for (const [messageId, run] of told) {
      if (now - run.toldAt < tellEvery) continue
      if (await deps.readRow(messageId)) {
        deps.post({ type: 'ask', messageId })
        continue
      }
      told.delete(messageId)
      tell(roomOf(run.row), { type: 'end', messageId })
    }
    for (const run of relayed.values()) {
      const isStored = await deps.isStored(roomOf(run.row), run.row.messageId)
      if (!run.ended && (isStored || now - run.heardAt >= silence)) await drop(run)
    }
  }

  const keepTrackAgain = (): void => {
    const cancel = env.clock.after(tellEvery / 2, () => {
      signal.removeEventListener('abort', cancel)
      enqueue(keepTrack)
      keepTrackAgain()
    })
    signal.addEventListener('abort', cancel, { once: true })
    if (signal.aborted) cancel()
  }

  deps.onFrame(frame => {
    const isEcho = (frame.type === 'delta' || frame.type === 'whole') && frame.relayed
    if (!isEcho) enqueue(() => takeLocal(frame))
  })
  deps.onPublished((room, bytes) => {
    const reader = readers.get(room.roomId) ?? createRelayReader()
    readers.set(room.roomId, reader)
    const frame = reader.take(bytes)
    const value = frame.ok ? frame.value : null
    // Nothing is lost with a frame that makes no sense: the message comes another way.
    if (value) enqueue(() => takeRemote(room, value))
  })
  enqueue(adopt)
  keepTrackAgain()
}

const toRelayDelta = ({ index, type, delta, tool }: LiveDelta) => ({
  index,
  type,
  delta,
  ...(tool === undefined ? {} : { tool: { ...tool } }),
})

const toLiveDelta = ({
  index,
  type,
  delta,
  tool,
}: (RelayFrame & { type: 'delta' })['deltas'][number]): LiveDelta => ({
  index,
  type,
  delta,
  ...(tool === undefined ? {} : { tool }),
})
