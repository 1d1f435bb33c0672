/** A copy of a thread under new ids: its living tree, up to one message or whole. */

import type { Random } from '@weft/shared/env.ts'
import { createId, type MessageId, type ThreadId, type WorkspaceId } from '@weft/shared/ids.ts'
import type { Message } from '@weft/shared/schema/message.ts'
import { definedFields } from '../../core/defined-fields.ts'
import type { RoomView } from '../../core/room-view.ts'
import type { FoundArgs } from './found-in-steps.ts'
import { isDeleted, messageIds, openedMessage, ratingOf, threadField, threadFields } from './thread-doc.ts'

interface Copied {
  readonly id: MessageId
  readonly message: Message
}

const livingMessages = (view: RoomView): readonly Copied[] =>
  messageIds(view).flatMap(id => {
    const opened = openedMessage(view, id)
    return opened?.state === 'opened' && !isDeleted(view, id) ? [{ id, message: opened.message }] : []
  })

/** Only the line that leads to `upTo`, without what branched off it. */
const lineTo = (
  copied: readonly Copied[],
  upTo: MessageId,
  parentOf: (id: MessageId) => MessageId | null,
) => {
  const line = new Set<MessageId>()
  for (let step: MessageId | null = upTo; step !== null && !line.has(step); step = parentOf(step))
    line.add(step)
  return copied.filter(({ id }) => line.has(id))
}

export interface Duplication {
  readonly workspaceId: WorkspaceId
  readonly copyId: ThreadId
  readonly createdAt: number
  readonly title?: string
  readonly upTo?: MessageId
}

/** Arguments of `thread.found` for the copy, which says what its thread says. Children of deleted messages go to the nearest living ancestor. */
export const duplicateThread = (view: RoomView, duplication: Duplication, random: Random): FoundArgs => {
  const writtenParent = (id: MessageId): MessageId | null => {
    const opened = openedMessage(view, id)
    return opened?.state === 'opened' ? opened.message.parentId : null
  }
  const livingParent = (id: MessageId): MessageId | null => {
    const seen = new Set<MessageId>([id])
    let parent = writtenParent(id)
    while (parent !== null && (isDeleted(view, parent) || openedMessage(view, parent)?.state !== 'opened')) {
      if (seen.has(parent)) return null
      seen.add(parent)
      parent = writtenParent(parent)
    }
    return parent
  }

  const living = livingMessages(view)
  const kept = duplication.upTo === undefined ? living : lineTo(living, duplication.upTo, livingParent)
  const newIds = new Map(kept.map(({ id }) => [id, createId(random, 'msg')]))
  const leaf = threadField(view, threadFields.leaf)
  return {
    workspaceId: duplication.workspaceId,
    threadId: duplication.copyId,
    createdAt: duplication.createdAt,
    ...definedFields({
      title: duplication.title,
      folderId: threadField(view, threadFields.folder),
      model: threadField(view, threadFields.model),
      leaf: leaf && newIds.get(leaf),
      instructions: threadField(view, threadFields.instructions),
      parameters: threadField(view, threadFields.parameters),
      fallback: threadField(view, threadFields.fallback),
    }),
    messages: kept.flatMap(({ id, message }) => {
      const parent = livingParent(id)
      const newId = newIds.get(id)
      return newId
        ? [
            {
              id: newId,
              record: { ...message, parentId: (parent && newIds.get(parent)) ?? null },
              ...definedFields({ rating: ratingOf(view, id) }),
            },
          ]
        : []
    }),
  }
}
