/** Which blobs nothing on this device names: they give their room back, here and later on the server. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { Database } from '../core/database.ts'
import { blobsElsewhere, blobTables, dropBlob } from '../core/dexie-blob-marks.ts'
import type { DraftRow } from '../features/runs/tables.ts'
import type { MessageRow, ThreadRow } from '../features/threads/tables.ts'

/** An attachment is stored before the message that names it is sent, and a draft may lie for long. */
const blobKeeps = 7 * 24 * 3_600_000

/** How long an unfinished blob that nothing names must have been seen: what is being sealed is not yet named. */
const leftoverKeeps = 24 * 3_600_000

/** What cannot be read may name any attachment: then none is dropped. */
const mayNameUnseen = async (database: Database): Promise<boolean> => {
  const unmade = await database.rooms.filter(room => room.materialized === 0).count()
  const unread = await database
    .table<ThreadRow>('threads')
    .filter(thread => thread.unreadable > 0)
    .count()
  return unmade + unread > 0
}

export const unnamedOf = async <Id extends string>(
  database: Database,
  ids: readonly Id[],
): Promise<readonly Id[]> => {
  if (ids.length === 0 || (await mayNameUnseen(database))) return []
  const messages = database.table<MessageRow>('messages')
  const drafts = JSON.stringify(await database.table<DraftRow>('drafts').toArray())
  const unnamed: Id[] = []
  for (const id of ids)
    if (!drafts.includes(id) && (await messages.where('attachmentIds').equals(id).count()) === 0)
      unnamed.push(id)
  return unnamed
}

export const dropUnnamedBlobs = async (database: Database, now: number): Promise<void> => {
  const keys = await database.blobs.toCollection().primaryKeys()
  const unnamed = new Set(
    await unnamedOf(
      database,
      keys.map(([, id]) => id),
    ),
  )
  for (const [workspaceId, id] of keys) {
    if (!unnamed.has(id)) continue
    await database.transaction('rw', blobTables(database), async () => {
      const blob = await database.blobs.get([workspaceId, id])
      if (blob && blob.createdAt + blobKeeps < now) await dropBlob(database, workspaceId, id)
    })
  }
}

/** Those that gave their room back: only this device may know of them, and the server is told like of any other. */
export const forgetElsewhere = async (database: Database, now: number): Promise<void> => {
  const due = (await blobsElsewhere(database)).filter(({ createdAt }) => createdAt + blobKeeps < now)
  const unnamed = new Set(
    await unnamedOf(
      database,
      due.map(({ id }) => id),
    ),
  )
  for (const { workspaceId, id } of due)
    if (unnamed.has(id))
      await database.transaction('rw', blobTables(database), async () => {
        await dropBlob(database, workspaceId, id)
      })
}

const leftoversName = 'blob-leftovers'

interface Leftovers {
  readonly seenAt: number
  /** Workspace and id, as one text. */
  readonly blobs: readonly string[]
}

const addressOf = (workspaceId: WorkspaceId, id: string): string => `${workspaceId}/${id}`

/** Pieces of downloads that were given up, and of files that were never sealed to their end. */
export const dropLeftovers = async (database: Database, now: number): Promise<void> => {
  const whole = new Set(
    (await database.blobs.toCollection().primaryKeys()).map(([workspaceId, id]) =>
      addressOf(workspaceId, id),
    ),
  )
  const pieces = await database.blobPieces.toCollection().primaryKeys()
  const unfinished = pieces.filter(([workspaceId, id]) => !whole.has(addressOf(workspaceId, id)))
  const unnamed = new Set(await unnamedOf(database, [...new Set(unfinished.map(([, id]) => id))]))
  const left = unfinished.filter(([, id]) => unnamed.has(id))
  const blobs = [...new Set(left.map(([workspaceId, id]) => addressOf(workspaceId, id)))]

  const devices = database.table<{ readonly name: string; readonly value: Leftovers }, string>('device')
  const seen = (await devices.get(leftoversName))?.value
  if (seen !== undefined && seen.seenAt + leftoverKeeps > now) return
  const due = new Set(seen?.blobs)
  await database.blobPieces.bulkDelete(
    left.filter(([workspaceId, id]) => due.has(addressOf(workspaceId, id))),
  )
  await devices.put({ name: leftoversName, value: { seenAt: now, blobs } })
}
