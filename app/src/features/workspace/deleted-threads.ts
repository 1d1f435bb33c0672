/** Threads that were deleted for good, on any device: the document of their workspace remembers each for ever. */

import { ThreadId } from '@weft/shared/ids.ts'
import { placeKey } from '../../core/room-doc.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import type { RoomView } from '../../core/room-view.ts'
import type { Rooms } from '../../core/rooms.ts'
import type { WrittenPlace } from '../../core/store.ts'
import { forgottenField } from './workspace-doc.ts'

export const deletedThreads = (view: RoomView): readonly ThreadId[] =>
  [...view.subjects(forgottenField.code)].flatMap(subject => {
    const id = ThreadId.safeParse(subject)
    return id.success ? [id.data] : []
  })

export interface KnownDeletions {
  /** As of the last reading. Ids of threads are never used in two workspaces. */
  readonly has: (roomId: string) => boolean
  readonly read: () => Promise<void>
}

/** For what comes in bulk: each reading of a document waits for what is being written. `documents`: of the workspaces that are open. */
export const createKnownDeletions = (
  documents: () => readonly RoomRef[],
  open: Rooms['open'],
): KnownDeletions => {
  let deleted: ReadonlySet<string> = new Set()
  return {
    has: roomId => deleted.has(roomId),
    read: async () => {
      const views = await Promise.all(documents().map(async document => (await open(document)).view()))
      // Of one that does not open nothing new is known.
      const read = views.flatMap(view => (view.ok ? deletedThreads(view.value) : []))
      deleted = views.every(({ ok }) => ok) ? new Set(read) : new Set([...deleted, ...read])
    },
  }
}

/** Where the deletion of a thread is written, by whichever device. */
export const placeOfDeletion = (document: RoomRef, threadId: ThreadId): WrittenPlace => ({
  workspaceId: document.workspaceId,
  roomId: document.roomId,
  place: placeKey('r', `${threadId}.${forgottenField.code}.`),
})

/** `documents`: of the workspaces that are open. */
export const createIsDeleted =
  (documents: () => readonly RoomRef[], open: Rooms['open']) =>
  async ({ workspaceId, roomId }: RoomRef): Promise<boolean> => {
    const document = documents().find(each => each.workspaceId === workspaceId)
    if (!document || document.roomId === roomId) return false
    const view = await (await open(document)).view()
    return view.ok && view.value.register(roomId, forgottenField.code) !== null
  }
