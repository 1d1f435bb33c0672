/** Deletions by other devices, wired to the engine: looked for at the start and after every commit. */

import type { Env } from '@weft/shared/env.ts'
import type { ThreadId } from '@weft/shared/ids.ts'
import type { Database } from '../core/database.ts'
import type { DexieConnection } from '../core/dexie-connection.ts'
import type { Runs } from '../features/runs/runs.ts'
import type { DraftRow, RunRow } from '../features/runs/tables.ts'
import { forgetVectors } from '../features/semantic-search/forget-vectors.ts'
import { createDeletions, type ThreadLeavings } from '../features/threads/deletions.ts'
import {
  type RecoveredCopy,
  recoveredCopyName,
  recoveredCopyPrefix,
  type RecoveredCopyRow,
} from '../features/threads/recovered-copy.ts'
import type { EngineParts } from './engine-parts.ts'

/** One transaction: two tabs that find the same deletion make one copy. */
const noteCopyIn = (database: Database, copy: RecoveredCopy): Promise<RecoveredCopy> =>
  database.transaction('rw', database.device, async () => {
    const table = database.table<RecoveredCopyRow, string>('device')
    const notes = await table.where('name').startsWith(recoveredCopyPrefix).toArray()
    const noted = notes.find(
      ({ value }) => value.threadId === copy.threadId && value.through === copy.through,
    )
    if (noted) return noted.value
    await table.put({ name: recoveredCopyName(copy.copyId), value: copy })
    return copy
  })

const leaveIn = async (database: Database, threadId: ThreadId, copyId: ThreadId | null): Promise<void> => {
  const drafts = database.table<DraftRow, string>('drafts')
  const runs = database.table<RunRow>('runs')
  await database.transaction('rw', drafts, runs, async () => {
    const draft = await drafts.get(threadId)
    if (draft && copyId !== null) await drafts.put({ ...draft, threadId: copyId })
    await drafts.delete(threadId)
    await runs.where('threadId').equals(threadId).delete()
  })
  await forgetVectors(database, threadId)
}

const leavingsIn = (connection: DexieConnection, runs: Pick<Runs, 'forget'>): ThreadLeavings => ({
  noteCopy: copy => connection.run(database => noteCopyIn(database, copy)),
  leave: async (threadId, copyId) => {
    await runs.forget(threadId)
    return connection.run(database => leaveIn(database, threadId, copyId))
  },
})

export const wireDeletions = (parts: EngineParts, env: Env, runs: Pick<Runs, 'forget'>): void => {
  const { store, rooms, commands, connection, workspaces } = parts
  const deletions = createDeletions({
    store,
    rooms,
    commands,
    documents: () => workspaces.identity().workspaces,
    leavings: leavingsIn(connection, runs),
    env,
  })
  parts.onLogGrown(room => void deletions.logGrew(room))
  workspaces.subscribe(() => void deletions.sweep())
  void deletions.sweep()
}
