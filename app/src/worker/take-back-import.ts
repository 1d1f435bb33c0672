/** Undo of an import on this device: in the workspace that it went to, and never while another import goes on. */

import { type FolderId, WorkspaceRoomId } from '@weft/shared/ids.ts'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { Dexie } from 'dexie'
import type { Database } from '../core/database.ts'
import type { ImportError } from '../features/import/bring/import-calls.ts'
import type { ImportRows } from '../features/import/bring/import-rows.ts'
import { undoImport } from '../features/import/bring/undo-import.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import type { EngineParts, RoomsAndCommands } from './engine-parts.ts'

interface Deps {
  readonly parts: Pick<EngineParts, 'commands' | 'workspaces'>
  readonly beside: RoomsAndCommands
  readonly database: Database
  readonly rows: ImportRows
  readonly durableRows: ImportRows
  readonly lockName: string
  readonly clock: Clock
}

const threadsIn = (database: Database, folderId: FolderId): Promise<number> =>
  database
    .table<ThreadRow>('threads')
    .where('[folderId+shelf+lastAt]')
    .between([folderId, Dexie.minKey], [folderId, Dexie.maxKey])
    .filter(({ shelf }) => shelf !== 'trash')
    .count()

export const takeBackImport = async (
  importId: string,
  { parts, beside, database, rows, durableRows, lockName, clock }: Deps,
): Promise<Result<void, ImportError>> => {
  const row = await rows.get(importId)
  if (!row.ok) return row
  const undone = row.value
  if (!undone) return err({ type: 'import-missing' })
  const { workspaceId, state } = undone
  const document = parts.workspaces.identity().workspaces.find(each => each.workspaceId === workspaceId)
  if (!document) return err({ type: 'import-missing' })
  const roomId = WorkspaceRoomId.parse(document.roomId)
  return navigator.locks.request(lockName, { ifAvailable: true }, async lock => {
    if (!lock) return err({ type: 'import-busy' })
    const going = await durableRows.put({ ...undone, state: 'undoing' })
    if (!going.ok) return going
    const done = await undoImport(undone, {
      rows,
      durableRows,
      rooms: beside.rooms,
      commands: beside.commands,
      threadsIn: folderId => threadsIn(database, folderId),
      deleteFolder: folderId =>
        parts.commands.execute('folder.delete', { workspaceId, roomId, folderId, deleted: true }),
      clock,
    })
    if (done.ok) return ok(undefined)
    await durableRows.put({ ...undone, state })
    return err({ type: 'storage-failed', detail: done.error.type })
  })
}
