/**
 * Ids of what is restored. In the workspace it came from everything keeps its own, so it meets itself there. In another
 * one it gets ids that the workspace and the old id give, the same each time: rows of one device are found by the id of a
 * thread, and the workspace it came from may come to this device later.
 */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { AttachmentId, FolderId } from '@weft/shared/ids.ts'
import { isKnownPart, type Part } from '@weft/shared/schema/part.ts'
import { definedFields } from '../../core/defined-fields.ts'
import type { PortableThread } from '../transfer/portable-thread.ts'
import { renameIds, type ThreadNames } from '../transfer/renamed-thread.ts'

export interface IdMap extends ThreadNames {
  readonly folder: (id: FolderId) => FolderId
}

export const sameIds: IdMap = { thread: id => id, message: (_thread, id) => id, folder: id => id }

/** As an import of Weft's own export gives them. */
const source = 'weft'

export const idsElsewhere = (ids: SourceIds): IdMap => ({
  thread: id => ids.thread(source, id, 0),
  message: ids.message,
  folder: id => ids.folder(source, id, 0),
})

/** For a thread that was deleted for good and is wanted back: its own id is spent, and its folder is what it was. */
export const idsOfReturned = (ids: SourceIds, attempt: number, { folder }: IdMap): IdMap => ({
  thread: id => ids.thread(source, id, attempt),
  message: ids.message,
  folder,
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
  const renamed = renameIds(thread, ids)
  return {
    ...renamed,
    ...definedFields({ folderId: thread.folderId && ids.folder(thread.folderId) }),
    messages: renamed.messages.map(message => ({
      ...message,
      parts: message.parts.map(part => withAttachment(part, attachments)),
    })),
  }
}
