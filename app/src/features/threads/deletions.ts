/**
 * What was deleted for good on another device goes here too, whenever this device learns of it: when the deletion
 * arrives, when a late page or another tab brings the thread again, and when the engine starts. What this device wrote
 * into it and whoever deleted it cannot have seen becomes a copy in Trash first.
 */

import type { Env } from '@weft/shared/env.ts'
import { createId, ThreadId } from '@weft/shared/ids.ts'
import { ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Commands } from '../../core/commands.ts'
import { createEntryQueue } from '../../core/entry-queue.ts'
import { forgetRoom } from '../../core/forgetting.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import type { Rooms } from '../../core/rooms.ts'
import type { StorageError, Store } from '../../core/store.ts'
import { deletedThreads, placeOfDeletion } from '../workspace/deleted-threads.ts'
import { duplicateThread } from './duplicate.ts'
import { foundInSteps } from './found-in-steps.ts'
import type { RecoveredCopy } from './recovered-copy.ts'
import { threadField, threadFields } from './thread-doc.ts'

/** What a device keeps of a thread beside its room. */
export interface ThreadLeavings {
  /** Notes a copy that is about to be made, or gives the one that was noted for the same rows before. */
  readonly noteCopy: (copy: RecoveredCopy) => Promise<Result<RecoveredCopy, StorageError>>
  /** Drops drafts and runs. With a copy, the draft goes there: it is what the person was writing. */
  readonly leave: (threadId: ThreadId, copyId: ThreadId | null) => Promise<Result<void, StorageError>>
}

export interface DeletionsDeps {
  readonly store: Pick<Store, 'rooms' | 'load' | 'unseenAt' | 'commit'>
  readonly rooms: Pick<Rooms, 'open' | 'close'>
  readonly commands: Commands
  /** Of every open workspace. */
  readonly documents: () => readonly RoomRef[]
  readonly leavings: ThreadLeavings
  readonly env: Env
}

export interface Deletions {
  /** Looks at everything that is stored. */
  readonly sweep: () => Promise<void>
  /** A commit, of this tab or of another. */
  readonly logGrew: (room: RoomRef) => Promise<void>
}

/** Each time more has been written into the thread meanwhile; who goes on writing is not stopped here. */
const maxTries = 10

interface DeletedThread {
  readonly document: RoomRef
  readonly threadId: ThreadId
}

export const createDeletions = (deps: DeletionsDeps): Deletions => {
  const { store, rooms, commands, leavings, env } = deps
  const enqueue = createEntryQueue()
  /** Dropped here since the start, or found not to be there. */
  const known = new Set<string>()

  const roomOf = ({ document, threadId }: DeletedThread): RoomRef => ({
    workspaceId: document.workspaceId,
    roomId: threadId,
  })

  const copy = async (room: RoomRef, noted: RecoveredCopy): Promise<Result<void, TaggedError>> => {
    const view = await (await rooms.open(room)).view()
    if (!view.ok) return view
    const now = env.clock.now()
    const title =
      threadField(view.value, threadFields.title) ?? threadField(view.value, threadFields.automaticTitle)
    const { workspaceId, copyId } = noted
    const duplication = { workspaceId, copyId, createdAt: now, ...(title === null ? {} : { title }) }
    const found = duplicateThread(view.value, duplication, env.random)
    for (const { name, args } of foundInSteps({ ...found, trashedAt: now, recovered: true })) {
      const made = await commands.execute(name, args)
      if (made.ok) continue
      // The copy has been deleted for good as well: that is an answer.
      return made.error.type === 'room-deleted' ? ok(undefined) : made
    }
    return ok(undefined)
  }

  /** The copy of what nobody had seen, or null where everything was seen. */
  const keepUnseen = async (deleted: DeletedThread): Promise<Result<ThreadId | null, TaggedError>> => {
    const { document, threadId } = deleted
    const room = roomOf(deleted)
    const unseen = await store.unseenAt(room, placeOfDeletion(document, threadId))
    if (!unseen.ok) return unseen
    const through = unseen.value.at(-1)
    if (through === undefined) return ok(null)
    const noted = await leavings.noteCopy({
      workspaceId: document.workspaceId,
      threadId,
      copyId: createId(env.random, 'thr'),
      through,
      changes: unseen.value.length,
    })
    if (!noted.ok) return noted
    const made = await copy(room, noted.value)
    return made.ok ? ok(noted.value.copyId) : made
  }

  /** True when the thread is not here any more. What fails leaves it as it is, for the next time. */
  const dropOnce = async (deleted: DeletedThread): Promise<boolean | null> => {
    const room = roomOf(deleted)
    const stored = await store.load(room)
    if (!stored.ok) return null
    const { head } = stored.value
    if (head === 0) return true
    const kept = await keepUnseen(deleted)
    if (!kept.ok) return null
    const left = await leavings.leave(deleted.threadId, kept.value)
    if (!left.ok) return null
    const forgotten = await forgetRoom(store, deleted.document, { ...room, head }, env.clock)
    return forgotten.ok ? false : null
  }

  const drop = async (deleted: DeletedThread): Promise<void> => {
    known.add(deleted.threadId)
    for (let tries = 0; tries < maxTries; tries += 1) {
      const isGone = await dropOnce(deleted)
      if (isGone === null) return
      if (!isGone) continue
      // A document that is still in memory would be answered from, here or in another tab that comes by.
      rooms.close(roomOf(deleted))
      return
    }
  }

  const deletedIn = async (document: RoomRef): Promise<readonly ThreadId[]> => {
    const view = await (await rooms.open(document)).view()
    return view.ok ? deletedThreads(view.value) : []
  }

  const sweepAll = async (): Promise<void> => {
    const stored = await store.rooms()
    if (!stored.ok) return
    for (const document of deps.documents()) {
      const deleted = new Set<string>(await deletedIn(document))
      for (const threadId of deleted) known.add(threadId)
      for (const { workspaceId, roomId } of stored.value) {
        const threadId = ThreadId.safeParse(roomId)
        if (workspaceId !== document.workspaceId || !threadId.success || !deleted.has(roomId)) continue
        await drop({ document, threadId: threadId.data })
      }
    }
  }

  const dropNew = async (document: RoomRef): Promise<void> => {
    for (const threadId of await deletedIn(document))
      if (!known.has(threadId)) await drop({ document, threadId })
  }

  return {
    sweep: () => enqueue(sweepAll),
    logGrew: async ({ workspaceId, roomId }) => {
      const document = deps.documents().find(each => each.workspaceId === workspaceId)
      if (!document) return
      const threadId = ThreadId.safeParse(roomId)
      if (roomId === document.roomId) await enqueue(() => dropNew(document))
      else if (threadId.success && known.has(roomId))
        await enqueue(() => drop({ document, threadId: threadId.data }))
    },
  }
}
