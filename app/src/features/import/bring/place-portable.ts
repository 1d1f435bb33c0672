/**
 * A thread that Weft itself wrote to a file. Where it is here, it is that thread; elsewhere it gets ids of this
 * workspace, so that no server sees by them that two workspaces are of one person.
 */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { FolderId, MessageId, ThreadId } from '@weft/shared/ids.ts'
import { definedFields } from '../../../core/defined-fields.ts'
import type { PortableFolder, PortableThread } from '../../transfer/portable-thread.ts'
import type { FindFolders } from './find-folders.ts'
import type { FindThreads, FoundThread } from './find-threads.ts'

interface Deps {
  readonly ids: Pick<SourceIds, 'message'>
  readonly threads: FindThreads
  readonly folders: FindFolders
}

export interface PlacedThread {
  readonly thread: PortableThread
  readonly found: FoundThread
}

/** Under derived ids. Replies to what the file lacks stand at the beginning. */
const movePortable = (
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

export const placePortables = async (
  portables: readonly PortableThread[],
  named: readonly PortableFolder[],
  { ids, threads, folders }: Deps,
): Promise<readonly PlacedThread[]> => {
  const outline = (thread: PortableThread) => ({
    threadId: thread.id,
    messageIds: thread.messages.map(({ id }) => id),
  })
  const names = new Map<string, string>(named.map(({ id, name }) => [id, name]))
  const own = await threads.find(portables.map(outline))
  const placed: PlacedThread[] = []
  for (const [index, thread] of portables.entries()) {
    const here = own[index]
    if (here && here.here !== null) {
      placed.push({ thread, found: here })
      continue
    }
    const name = thread.folderId && names.get(thread.folderId)
    const folderId =
      thread.folderId && name !== undefined ? await folders.folder('weft', thread.folderId, name) : undefined
    const threadId = threads.idOf({ source: 'weft', sourceId: thread.id })
    const moved = movePortable(thread, ids, threadId, folderId)
    const [found] = await threads.find([outline(moved)])
    if (found) placed.push({ thread: moved, found })
  }
  return placed
}
