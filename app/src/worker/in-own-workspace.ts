/**
 * A page shows the threads of all workspaces as one list and names the home workspace when it acts on a workspace's
 * document. A thread's own entry is in the document of the workspace that the thread is in; and a page that was open
 * when this device joined an account still names the home of before, where a setting would be nobody's.
 */

import type { RoomRef } from '../core/room-ref.ts'
import type { Database } from '../core/database.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import type { Identity } from './identity.ts'

interface ThreadEntryArgs extends RoomRef {
  readonly threadId: string
}

/** Only these arguments name a workspace's document and a thread in it. */
const isThreadEntry = (args: object): args is ThreadEntryArgs =>
  'roomId' in args && 'threadId' in args && 'workspaceId' in args

export const inOwnWorkspace = async <Args extends object>(
  name: string,
  args: Args,
  database: Pick<Database, 'table'>,
  { workspaceId, roomId, workspaces }: Pick<Identity, 'workspaceId' | 'roomId' | 'workspaces'>,
): Promise<Args> => {
  if (name === 'setting.change') return { ...args, workspaceId, roomId }
  if (!isThreadEntry(args)) return args
  const thread = await database.table<ThreadRow>('threads').where('roomId').equals(args.threadId).first()
  const own = workspaces.find(each => each.workspaceId === thread?.workspaceId)
  return own ? { ...args, workspaceId: own.workspaceId, roomId: own.roomId } : args
}
