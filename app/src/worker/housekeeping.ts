/**
 * Quiet work: what lay in Trash for its time goes for good, and with a forgotten thread goes what else this
 * device kept of it. Attachments that no message and no draft names any more give their room back, and keys of
 * providers that were removed go too.
 */

import { Stamp, stampToMilliseconds } from '@weft/shared/clock.ts'
import type { Env } from '@weft/shared/env.ts'
import type { ThreadId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { Database } from '../core/database.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { Runs } from '../features/runs/runs.ts'
import type { CredentialHintRow, DraftRow, RunRow } from '../features/runs/tables.ts'
import { forgetVectors } from '../features/semantic-search/forget-vectors.ts'
import { vectorsOf } from '../features/semantic-search/vector-store.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import { deletedThreads } from '../features/workspace/deleted-threads.ts'
import {
  hasOlderKeys,
  providerFields,
  providerIds,
  providerView,
} from '../features/workspace/workspace-doc.ts'
import type { EngineParts } from './engine-parts.ts'
import { features } from './features.ts'
import { dropLeftovers, dropUnnamedBlobs, forgetElsewhere } from './unnamed-blobs.ts'

/** Milliseconds that a thread stays in Trash: thirty days, as the page says. */
const trashKeeps = 30 * 24 * 3_600_000

/**
 * A removed provider's key goes when Undo is no longer offered, by the page that offered it. Where that page was
 * closed first, or another device removed the provider, it goes this much later.
 */
const removedKeyKeeps = 3_600_000

/** After the first screens are drawn. */
const startAfter = 15_000

const emptyTrash = async (
  parts: EngineParts,
  database: Database,
  now: number,
  runs: Pick<Runs, 'forget'>,
): Promise<void> => {
  const documents = new Map(
    parts.workspaces.identity().workspaces.map(each => [each.workspaceId, each.roomId]),
  )
  const trashed = await database
    .table<ThreadRow>('threads')
    .where('[shelf+lastAt]')
    .between(['trash', Dexie.minKey], ['trash', Dexie.maxKey])
    .toArray()
  for (const thread of trashed) {
    // Nothing in it may be from the future: a clock that jumped ahead must not empty the trash.
    const isOver =
      thread.trashedAt !== undefined && thread.trashedAt + trashKeeps <= now && thread.lastAt <= now
    const { workspaceId, roomId: threadId } = thread
    const roomId = documents.get(workspaceId)
    if (!isOver || roomId === undefined) continue
    await parts.commands.execute('thread.forget', { workspaceId, roomId, threadId, forgottenAt: now })
    await forgetDeviceRows(database, runs, threadId)
  }
}

/** Draft, runs and vectors of a thread that is gone; a run that is still there is ended first, or its row would come back. */
export const forgetDeviceRows = async (
  database: Database,
  runs: Pick<Runs, 'forget'>,
  threadId: ThreadId,
): Promise<void> => {
  await runs.forget(threadId)
  await database.table<DraftRow, string>('drafts').delete(threadId)
  await database.table<RunRow>('runs').where('threadId').equals(threadId).delete()
  await forgetVectors(database, threadId)
}

/** What a tab has left that ended right after a thread was deleted for good, or wrote a draft of it once more. */
const forgetDeleted = async (
  parts: EngineParts,
  database: Database,
  runs: Pick<Runs, 'forget'>,
): Promise<void> => {
  const left = new Set<unknown>([
    ...(await database.table('drafts').toCollection().primaryKeys()),
    ...(await database.table('runs').orderBy('threadId').uniqueKeys()),
    ...(await vectorsOf(database).orderBy('roomId').uniqueKeys()),
  ])
  for (const document of parts.workspaces.identity().workspaces) {
    const view = await (await parts.rooms.open(document)).view()
    if (!view.ok) continue
    for (const threadId of deletedThreads(view.value).filter(id => left.has(id)))
      await forgetDeviceRows(database, runs, threadId)
  }
}

/** Rooms whose rows were made by another version of our row makers are made again, one at a time. */
export const remakeStaleRows = async (parts: EngineParts, database: Database): Promise<void> => {
  const versions = new Set(features.map(({ rowMaker }) => rowMaker.version))
  const open = new Set(parts.workspaces.identity().workspaces.map(each => each.workspaceId))
  const rooms = await database.rooms.toArray()
  for (const { workspaceId, roomId, materialized } of rooms) {
    if (versions.has(materialized) || !open.has(workspaceId)) continue
    const room = await parts.rooms.open({ workspaceId, roomId })
    await room.materialize()
  }
}

/** Keys of removed providers, and those that two devices left in the document when they changed one at once. */
const dropUnusedKeys = async (
  parts: EngineParts,
  document: RoomRef,
  database: Database,
  now: number,
): Promise<void> => {
  const withKey = new Set(
    await database.table<CredentialHintRow, string>('credentialHints').toCollection().primaryKeys(),
  )
  const room = await parts.rooms.open(document)
  const view = await room.view()
  if (!view.ok) return
  for (const id of providerIds(view.value)) {
    if (hasOlderKeys(view.value, id))
      await parts.commands.execute('provider.drop-older-keys', { ...document, providerId: id })
    const { deleted, syncedKey } = providerView(view.value, id)
    if (!deleted || (syncedKey === null && !withKey.has(id))) continue
    const stamp = Stamp.safeParse(view.value.register(id, providerFields.deleted.code)?.stamp)
    if (stamp.success && stampToMilliseconds(stamp.data) + removedKeyKeeps <= now)
      await parts.providerKeys.remove(document.workspaceId, id, 'everywhere')
  }
}

/** Everything that only time makes due. */
export const tidy = async (
  parts: EngineParts,
  database: Database,
  now: number,
  runs: Pick<Runs, 'forget'>,
): Promise<void> => {
  await emptyTrash(parts, database, now, runs)
  await forgetDeleted(parts, database, runs)
  await dropUnnamedBlobs(database, now)
  await forgetElsewhere(database, now)
  await dropLeftovers(database, now)
  for (const document of parts.workspaces.identity().workspaces)
    await dropUnusedKeys(parts, document, database, now)
}

export const startHousekeeping = (
  parts: EngineParts,
  database: Database,
  env: Env,
  runs: Pick<Runs, 'forget'>,
): void => {
  void parts.connection.run(() => remakeStaleRows(parts, database))
  env.clock.after(startAfter, () => {
    void parts.connection.run(() => tidy(parts, database, env.clock.now(), runs))
  })
}
