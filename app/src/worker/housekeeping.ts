/** Quiet work after the start: what lay in Trash for its time goes for good. */

import type { Env } from '@weft/shared/env.ts'
import type { Database } from '../core/database.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import type { EngineParts } from './engine-parts.ts'

/** Milliseconds that a thread stays in Trash: thirty days, as the page says. */
export const trashKeeps = 30 * 24 * 3_600_000

/** After the first screens are drawn. */
const startAfter = 15_000

const emptyTrash = async (parts: EngineParts, database: Database, now: number): Promise<void> => {
  const { workspaceId, roomId } = parts.identity
  const trashed = await database
    .table<ThreadRow>('threads')
    .where('[shelf+lastAt]')
    .between(['trash', -Infinity], ['trash', Infinity])
    .toArray()
  for (const thread of trashed) {
    // A clock that jumped ahead must not empty the trash: a thread goes when its time is over and it is not newer than now.
    if (thread.trashedAt === undefined || thread.trashedAt + trashKeeps > now || thread.lastAt > now) continue
    if (thread.workspaceId !== workspaceId) continue
    await parts.commands.execute('thread.forget', {
      workspaceId,
      roomId,
      threadId: thread.roomId,
      forgottenAt: now,
    })
  }
}

export const startHousekeeping = (parts: EngineParts, database: Database, env: Env): void => {
  env.clock.after(startAfter, () => void emptyTrash(parts, database, env.clock.now()))
}
