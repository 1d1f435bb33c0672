/** One thread of a backup as the commands that merge it with what is here. Pure. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import { definedFields } from '../../core/defined-fields.ts'
import type { RoomView } from '../../core/room-view.ts'
import { messageIds } from '../threads/thread-doc.ts'
import type { PortableThread } from '../transfer/portable-thread.ts'
import { missingMessages, writePortable } from '../transfer/write-portable.ts'

export interface MergeStep {
  readonly name: string
  readonly args: object
}

export interface ThreadMerge {
  readonly steps: readonly MergeStep[]
  readonly isNew: boolean
  /** Messages that come. */
  readonly missing: number
}

/** What is decided about so many messages is one command: each is a value, and the wire takes 8,192 in a frame. */
const ratingsPerStep = 2_000

/** Also what was put into Trash or deleted in the backup stays where it is here: a restore takes nothing away. */
const fillInSteps = (workspaceId: WorkspaceId, thread: PortableThread): readonly MergeStep[] => {
  const { id: threadId, title, automaticTitle, folderId, pinned, model, leaf } = thread
  const { instructions, parameters, fallback } = thread
  const ratings = thread.messages.flatMap(({ id, rating }) => (rating ? [{ id, rating }] : []))
  const said = definedFields({
    title,
    automaticTitle,
    folderId,
    pinned,
    model,
    leaf,
    instructions,
    parameters,
    fallback,
  })
  const count = Math.max(1, Math.ceil(ratings.length / ratingsPerStep))
  return Array.from({ length: count }, (_, step) => ({
    name: 'thread.fill-in',
    args: {
      workspaceId,
      threadId,
      ...said,
      ratings: ratings.slice(step * ratingsPerStep, (step + 1) * ratingsPerStep),
    },
  }))
}

/** `view`: of the thread's room in this workspace, whether or not there is anything in it. */
export const mergeThread = (
  workspaceId: WorkspaceId,
  thread: PortableThread,
  view: RoomView,
): ThreadMerge => {
  const here = view.header === null ? null : new Set(messageIds(view))
  const steps = writePortable(workspaceId, thread, here)
  return here === null
    ? { steps, isNew: true, missing: thread.messages.length }
    : {
        steps: [...steps, ...fillInSteps(workspaceId, thread)],
        isNew: false,
        missing: missingMessages(thread, here).length,
      }
}
