/**
 * Blobs that this device need not hold, since a server has confirmed them; and giving their room back. What waits for a
 * server, was refused by it, or was confirmed by another database than the one that is synced with now (A16), stays. The
 * server's own word is asked besides (`sync/give-back-blobs.ts`).
 */

import { AttachmentId, type WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { blobTables, keepElsewhere } from './dexie-blob-marks.ts'
import { confirmedBlobs, isOfThisServer } from './dexie-confirmed-blobs.ts'
import type { DexieConnection } from './dexie-connection.ts'
import type { StorageError } from './store.ts'

export interface HeldBlobs {
  readonly confirmed: (workspaceId: WorkspaceId) => Promise<Result<readonly AttachmentId[], StorageError>>
  /** Those of them that are still confirmed. No mark is left: the server is to keep them. */
  readonly giveBack: (
    workspaceId: WorkspaceId,
    ids: readonly AttachmentId[],
  ) => Promise<Result<void, StorageError>>
}

export const createHeldBlobs = ({ run }: Pick<DexieConnection, 'run'>): HeldBlobs => ({
  confirmed: workspaceId =>
    run(async database => (await confirmedBlobs(database, workspaceId)).map(id => AttachmentId.parse(id))),
  giveBack: async (workspaceId, ids) => {
    for (const id of ids) {
      const done = await run(database =>
        database.transaction('rw', [...blobTables(database), database.cursors], async () => {
          if (!(await isOfThisServer(database, workspaceId))) return
          // A message that was written since it was listed may name it: then it is asked for again first.
          if ((await database.blobUploads.get([workspaceId, id])) !== undefined) return
          await keepElsewhere(database, workspaceId, id)
        }),
      )
      if (!done.ok) return done
    }
    return ok(undefined)
  },
})
