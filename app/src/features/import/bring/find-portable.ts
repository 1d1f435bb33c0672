/**
 * Where a thread that Weft wrote is here, or is to be. In the workspace that it was written in it is that thread, also
 * where it has not come by sync yet; elsewhere it gets ids of this workspace, so that no server sees by them that two
 * workspaces are of one person. One that was deleted for good comes as a thread of its own.
 */

import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { LookedPlace, Places } from './bring-place.ts'
import type { FoundThread } from './find-threads.ts'

export interface PortableOutline {
  readonly threadId: ThreadId
  readonly messageIds: readonly MessageId[]
  readonly workspaceId?: WorkspaceId | undefined
}

export interface FoundPortable<Place> {
  readonly place: Place
  readonly found: FoundThread
  /** It was written in this workspace: what it names is, or will be, here under the same names. */
  readonly isOwn: boolean
  /** What the file calls the thread and its messages is what they are called here. */
  readonly keepsIds: boolean
  /** As they are called here. */
  readonly messageIds: readonly MessageId[]
}

export const findPortable = async <Place extends LookedPlace>(
  { threadId, messageIds, workspaceId }: PortableOutline,
  { home, of }: Places<Place>,
): Promise<FoundPortable<Place>> => {
  const written = workspaceId && of(workspaceId)
  const place = written ?? home
  const { threads, ids } = place
  const findOne = async (id: ThreadId, named: readonly MessageId[]): Promise<FoundThread> =>
    (await threads.find([{ threadId: id, messageIds: named }]))[0] ?? absent(id)
  const own = threads.isDeleted(threadId) ? absent(threadId) : await findOne(threadId, messageIds)
  const isOwn = written !== undefined || own.here !== null
  if (own.here !== null || (written && !threads.isDeleted(threadId)))
    return { place, found: own, isOwn, keepsIds: true, messageIds }
  const derived = threads.idOf({ source: 'weft', sourceId: threadId })
  const named = messageIds.map(id => ids.message(derived, id))
  return { place, found: await findOne(derived, named), isOwn, keepsIds: false, messageIds: named }
}

const absent = (threadId: ThreadId): FoundThread => ({ threadId, here: null, inTrash: false })
