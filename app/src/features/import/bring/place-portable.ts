/**
 * A thread that Weft itself wrote to a file. Where it is here, it is that thread; elsewhere it gets ids of this
 * workspace, so that no server sees by them that two workspaces are of one person.
 */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { FolderId, MessageId, ThreadId } from '@weft/shared/ids.ts'
import { definedFields } from '../../../core/defined-fields.ts'
import type { PortableThread } from '../../transfer/portable-thread.ts'

/** Under derived ids. Replies to what the file lacks stand at the beginning. */
export const movePortable = (
  thread: PortableThread,
  ids: Pick<SourceIds, 'message'>,
  threadId: ThreadId,
  folderId: FolderId | undefined,
): PortableThread => {
  const named = new Set<MessageId>(thread.messages.map(({ id }) => id))
  const idOf = (id: MessageId): MessageId => ids.message(threadId, id)
  const { folderId: _folder, leaf, ...rest } = thread
  return {
    ...rest,
    id: threadId,
    ...definedFields({ folderId, leaf: leaf === undefined ? undefined : idOf(leaf) }),
    messages: thread.messages.map(message => ({
      ...message,
      id: idOf(message.id),
      parentId: message.parentId !== null && named.has(message.parentId) ? idOf(message.parentId) : null,
    })),
  }
}
