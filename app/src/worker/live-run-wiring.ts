/** Rooms that somebody looks at are live, and so are answers: what one device makes, the others see as it comes. */

import type { Env } from '@weft/shared/env.ts'
import type { ThreadId } from '@weft/shared/ids.ts'
import { type IndexableType, liveQuery, type Table } from 'dexie'
import type { Database } from '../core/database.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { Sync } from '../core/sync/sync-client.ts'
import { liveChannelName } from '../features/runs/live-channel.ts'
import { startRunBridge, type ThreadRef } from '../features/runs/run-bridge.ts'
import type { RunRow } from '../features/runs/tables.ts'
import type { EngineParts } from './engine-parts.ts'
import type { WatchedRooms } from './watched-rooms.ts'

type Heard = (room: ThreadRef, bytes: Uint8Array) => void

/** Rooms that somebody looks at are live, and what other devices say in them is heard. */
export const watchRooms = (
  sync: Sync,
  watched: WatchedRooms,
  signal: AbortSignal,
): { readonly listen: (listener: Heard) => void } => {
  const listeners = new Set<Heard>()
  watched.follow(room => {
    const release = sync.watch(room)
    const deafen = sync.onEphemeral(room, bytes => {
      for (const listener of listeners) if (isThread(room)) listener(room, bytes)
    })
    return () => {
      release()
      deafen()
    }
  }, signal)
  return { listen: listener => void listeners.add(listener) }
}

const isThread = (room: RoomRef): room is ThreadRef => room.roomId.startsWith('thr_')

interface BridgeParts {
  readonly env: Env
  readonly parts: EngineParts
  readonly database: Database
  readonly sync: Sync
  readonly watched: WatchedRooms
  readonly heard: { readonly listen: (listener: Heard) => void }
  readonly signal: AbortSignal
}

export const bridgeRuns = ({ env, parts, database, sync, watched, heard, signal }: BridgeParts): void => {
  const channel = new BroadcastChannel(liveChannelName)
  signal.addEventListener('abort', () => channel.close())
  const runs = database.table<RunRow, string>('runs')
  startRunBridge({
    env,
    post: frame => {
      if (!signal.aborted) channel.postMessage(frame)
    },
    onFrame: listener => channel.addEventListener('message', ({ data }) => listener(data)),
    publish: (room, bytes) => void sync.publishEphemeral(room, bytes),
    onPublished: heard.listen,
    readRow: messageId => runs.get(messageId),
    relayedRows: () => runs.filter(({ relayedAt }) => relayedAt !== undefined).toArray(),
    saveRow: row => parts.connection.run(() => runs.put(row)),
    deleteRow: row => parts.connection.run(() => runs.delete(row.messageId)),
    isStored: async ({ roomId }, messageId) =>
      (await database.table('messages').where('[roomId+id]').equals([roomId, messageId]).count()) > 0,
    signal,
  })
  keepRunsLive(runs, watched, signal)
}

/** Answers that other devices make, of which nobody tells this one any more. They come with the next session. */
export const forgetRelayedRuns = (connection: EngineParts['connection']): Promise<unknown> =>
  connection.run(database =>
    database
      .table<RunRow>('runs')
      .filter(({ relayedAt }) => relayedAt !== undefined)
      .delete(),
  )

/** A thread in which an answer is being made stays live while its page is left. */
const keepRunsLive = (runs: Table<RunRow, string>, watched: WatchedRooms, signal: AbortSignal): void => {
  const endByThread = new Map<ThreadId, () => void>()
  const subscription = liveQuery(() => runs.orderBy('threadId').uniqueKeys()).subscribe({
    next: keys => {
      const threads: ReadonlySet<IndexableType> = new Set(keys)
      for (const [threadId, end] of endByThread) {
        if (threads.has(threadId)) continue
        endByThread.delete(threadId)
        end()
      }
      for (const key of threads) void begin(key)
    },
    error: () => undefined,
  })
  const begin = async (key: IndexableType): Promise<void> => {
    const row = await runs.where('threadId').equals(key).first()
    if (!row || endByThread.has(row.threadId) || signal.aborted) return
    endByThread.set(row.threadId, watched.watch({ workspaceId: row.workspaceId, roomId: row.threadId }))
  }
  signal.addEventListener('abort', () => {
    subscription.unsubscribe()
    for (const end of endByThread.values()) end()
  })
}
