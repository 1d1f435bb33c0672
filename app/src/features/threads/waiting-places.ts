/**
 * What waits for the server in one thread, followed once for all its messages: small rows of the outbox and keys of
 * uploads, never a sealed byte. A message waits while its record, one of its registers or one of its attachments does.
 */

import { liveQuery } from 'dexie'
import type { Database } from '../../core/database.ts'
import { isSignedIn } from '../account/is-signed-in.ts'
import type { MessageRow } from './tables.ts'

export type SyncedState = 'waiting' | 'synced'

export interface WaitingPlaces {
  /** Null where there is no server to wait for, and before the first reading. */
  readonly stateOf: (messages: readonly Pick<MessageRow, 'id' | 'attachmentIds'>[]) => SyncedState | null
  readonly subscribe: (listener: () => void) => () => void
}

type Read = Pick<Database, 'table' | 'outbox' | 'blobUploads'>
type ThreadPlace = Pick<MessageRow, 'workspaceId' | 'roomId'>

/**
 * The message, or whatever else, that `m:id` or `r:subject.field.slot` says something of. Not by `room-doc.ts`, whose
 * schemas a page must not carry.
 */
const subjectOf = (place: string): string => place.slice(2).split('.', 1)[0] ?? ''

const readWaiting = async (database: Read, place: ThreadPlace): Promise<ReadonlySet<string> | null> => {
  if (!(await isSignedIn(database))) return null
  const { workspaceId, roomId } = place
  const last = Number.MAX_SAFE_INTEGER
  const rows = await database.outbox
    .where('[workspaceId+roomId+number]')
    .between([workspaceId, roomId, 0], [workspaceId, roomId, last])
    .toArray()
  const uploads = await database.blobUploads.toCollection().primaryKeys()
  return new Set([...rows.flatMap(({ touched }) => touched.map(subjectOf)), ...uploads.map(([, id]) => id)])
}

export const createWaitingPlaces = (database: Read, place: ThreadPlace): WaitingPlaces => {
  const listeners = new Set<() => void>()
  let waiting: ReadonlySet<string> | null = null
  let stop: (() => void) | null = null

  const start = (): (() => void) => {
    const subscription = liveQuery(() => readWaiting(database, place)).subscribe({
      next: read => {
        waiting = read
        for (const listener of listeners) listener()
      },
      // Storage that cannot be read is told where the messages stand.
      error: () => undefined,
    })
    return () => subscription.unsubscribe()
  }

  return {
    stateOf: messages => {
      const read = waiting
      if (read === null) return null
      const waits = messages.some(
        ({ id, attachmentIds = [] }) => read.has(id) || attachmentIds.some(each => read.has(each)),
      )
      return waits ? 'waiting' : 'synced'
    },
    subscribe: listener => {
      listeners.add(listener)
      stop ??= start()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        stop = null
      }
    },
  }
}
