/**
 * Ids of what is restored. In the workspace it came from everything keeps its own, so it meets itself there. In another
 * one it gets ids that the workspace and the old id give, the same each time: rows of one device are found by the id of a
 * thread, and the workspace it came from may come to this device later.
 */

import type { DeriveId } from '@weft/shared/derived-id.ts'
import type { AttachmentId, FolderId, MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { isKnownPart, type Part } from '@weft/shared/schema/part.ts'
import { definedFields } from '../../core/defined-fields.ts'
import type { PortableMessage, PortableThread } from '../transfer/portable-thread.ts'

export interface IdMap {
  readonly thread: (id: ThreadId) => ThreadId
  readonly message: (id: MessageId) => MessageId
  readonly folder: (id: FolderId) => FolderId
}

export const sameIds: IdMap = { thread: id => id, message: id => id, folder: id => id }

export const derivedIds = (derive: DeriveId, into: WorkspaceId): IdMap => ({
  thread: id => derive('thr', into, id),
  message: id => derive('msg', into, id),
  folder: id => derive('fld', into, id),
})

/** For a thread that was deleted for good and is wanted back: its own id is spent, and its folder is what it was. */
export const idsOfReturned = (derive: DeriveId, ids: IdMap): IdMap => ({
  thread: id => derive('thr', 'again', ids.thread(id)),
  message: id => derive('msg', 'again', ids.message(id)),
  folder: ids.folder,
})

const withAttachment = (part: Part, attachments: ReadonlyMap<string, AttachmentId>): Part => {
  const known = isKnownPart(part) && part.type === 'attachment' && attachments.get(part.attachmentId)
  return known ? { ...part, attachmentId: known } : part
}

/** `attachments`: what the workspace here calls a file, by what it was called. */
export const renameThread = (
  thread: PortableThread,
  ids: IdMap,
  attachments: ReadonlyMap<string, AttachmentId>,
): PortableThread => {
  const rename = (message: PortableMessage): PortableMessage => ({
    ...message,
    id: ids.message(message.id),
    parentId: message.parentId && ids.message(message.parentId),
    parts: message.parts.map(part => withAttachment(part, attachments)),
  })
  return {
    ...thread,
    id: ids.thread(thread.id),
    ...definedFields({
      folderId: thread.folderId && ids.folder(thread.folderId),
      leaf: thread.leaf && ids.message(thread.leaf),
    }),
    messages: thread.messages.map(rename),
  }
}
