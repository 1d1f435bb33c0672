/**
 * Takes an import back: threads that it founded go to Trash, messages that it added to others are marked deleted, and
 * folders that it made go where nothing is in them. A thread in which somebody has written since is left and named.
 * Nothing is gone: Trash gives everything back.
 */

import { stampToMilliseconds } from '@weft/shared/clock.ts'
import type { Clock } from '@weft/shared/env.ts'
import type { FolderId } from '@weft/shared/ids.ts'
import { ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Commands } from '../../../core/commands.ts'
import type { RoomView } from '../../../core/room-view.ts'
import type { Rooms } from '../../../core/rooms.ts'
import { messageIds, openedMessage, threadField, threadFields } from '../../threads/thread-doc.ts'
import type { ImportedTrace, ImportRow } from './import-row.ts'
import type { ImportRows } from './import-rows.ts'

interface Deps {
  readonly rows: ImportRows
  readonly durableRows: ImportRows
  readonly rooms: Pick<Rooms, 'open'>
  readonly commands: Commands
  /** Of a folder, how many threads are in it that are not in Trash. */
  readonly threadsIn: (folderId: FolderId) => Promise<number>
  readonly deleteFolder: (folderId: FolderId) => Promise<Result<void, TaggedError>>
  readonly clock: Clock
}

/** Threads between two rows that say how far it is. */
const saveEvery = 50

/** What comes with an import is from before it began; what is said here is stamped by this clock. */
const hasWordsSince = (view: RoomView, time: number): boolean =>
  messageIds(view).some(id => {
    const opened = openedMessage(view, id)
    return opened?.state === 'opened' && stampToMilliseconds(opened.message.stamp) > time
  })

export const undoImport = async (row: ImportRow, deps: Deps): Promise<Result<void, TaggedError>> => {
  const { rows, rooms, commands, clock } = deps
  const traces = await rows.traces(row.id)
  if (!traces.ok) return traces
  const kept: string[] = []
  const total = traces.value.size
  let done = 0

  const takeBack = async ({ workspaceId, threadId, added }: ImportedTrace) => {
    const view = await (await rooms.open({ workspaceId, roomId: threadId })).view()
    // Noted and never written, or deleted for good since.
    if (!view.ok || view.value.header === null) return ok(undefined)
    if (added !== undefined)
      return commands.execute('thread.withdraw', { workspaceId, threadId, messageIds: added })
    if (hasWordsSince(view.value, row.startedAt)) {
      const title =
        threadField(view.value, threadFields.title) ?? threadField(view.value, threadFields.automaticTitle)
      kept.push(title ?? threadId)
      return ok(undefined)
    }
    if (threadField(view.value, threadFields.trashed) !== null) return ok(undefined)
    return commands.execute('thread.trash', { workspaceId, threadId, trashedAt: clock.now() })
  }

  for (const trace of traces.value.values()) {
    const taken = await takeBack(trace)
    if (!taken.ok) return taken
    done += 1
    if (done % saveEvery === 0) await rows.put({ ...row, state: 'undoing', progress: { done, total } })
  }
  const left: FolderId[] = []
  const takenBack: FolderId[] = []
  for (const folderId of row.folders) {
    if ((await deps.threadsIn(folderId)) > 0) left.push(folderId)
    else {
      const deleted = await deps.deleteFolder(folderId)
      if (!deleted.ok) return deleted
      takenBack.push(folderId)
    }
  }
  return deps.durableRows.put({
    ...row,
    state: 'undone',
    progress: { done: total, total },
    folders: left,
    takenBack,
    kept,
    endedAt: clock.now(),
  })
}
