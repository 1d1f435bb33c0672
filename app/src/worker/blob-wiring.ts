/**
 * Blobs of the leading tab: what waits in the queue goes up, for every workspace of the account; the server is told
 * what nothing names any more; and the status says how it goes.
 */

import type { Env } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { liveQuery } from 'dexie'
import type { BlobUploadRow, Database } from '../core/database.ts'
import { blobsToMark, forgetMarks } from '../core/dexie-blob-marks.ts'
import { type MarkQueue, sendMarks } from '../core/sync/blob-marks.ts'
import { type Ask, createBlobServer } from '../core/sync/blob-server.ts'
import { type BlobUploads, createBlobUploads } from '../core/sync/blob-uploads.ts'
import type { Sync } from '../core/sync/sync-client.ts'
import type { BlobProblem, SyncStatus } from '../core/sync/sync-status.ts'
import type { EngineParts } from './engine-parts.ts'
import { unnamedOf } from './unnamed-blobs.ts'

interface Deps {
  readonly env: Env
  readonly parts: Pick<EngineParts, 'blobs' | 'blobStore' | 'connection' | 'workspaces'>
  readonly database: Database
  readonly ask: Ask
  readonly sync: Pick<Sync, 'reportBlobs' | 'status' | 'subscribe'>
  readonly signal: AbortSignal
}

/** Until `signal` aborts. */
export const runBlobs = ({
  env,
  parts,
  database,
  ask,
  sync,
  signal,
}: Deps): { readonly wake: () => void } => {
  const { blobs, blobStore, connection, workspaces } = parts
  const server = createBlobServer({ ask, signal })
  const uploads = new Map<WorkspaceId, BlobUploads>()

  const marks: MarkQueue = {
    read: workspaceId => connection.run(() => blobsToMark(database, workspaceId)),
    forget: (workspaceId, ids) => connection.run(() => forgetMarks(database, workspaceId, ids)),
    unnamed: ids => connection.run(() => unnamedOf(database, ids)),
  }

  const addWorkspace = (workspaceId: WorkspaceId): void => {
    if (uploads.has(workspaceId)) return
    const created = createBlobUploads({ workspaceId, store: blobStore, blobs, server, env, signal })
    uploads.set(workspaceId, created)
    void created.run()
  }
  const addWorkspaces = (): void => {
    for (const { workspaceId } of workspaces.identity().workspaces) addWorkspace(workspaceId)
    for (const workspaceId of workspaces.arriving()) addWorkspace(workspaceId)
  }
  addWorkspaces()

  const wake = (): void => {
    for (const upload of uploads.values()) upload.wake()
  }

  let problem: BlobProblem | null = null
  let before = 0
  const onQueue = async (waitingBlobs: number): Promise<void> => {
    const hasShrunk = waitingBlobs < before
    before = waitingBlobs
    // A person may have asked again, which leaves the number as it is.
    if (!hasShrunk) wake()
    // Ten thousand that go up one by one are not read ten thousand times.
    if (!hasShrunk || problem !== null) {
      const refused = await blobStore.refused()
      if (refused.ok) problem = problemOf(refused.value)
    }
    if (!signal.aborted) sync.reportBlobs({ waitingBlobs, blobProblem: problem })
  }
  const queue = liveQuery(() => database.blobUploads.count()).subscribe({
    next: count => void onQueue(count),
    // Storage that cannot be read is told by whoever wants to write to it.
    error: () => undefined,
  })

  /** A connection that has come back, or has caught up. */
  let state: SyncStatus['state']['type'] = sync.status().state.type
  const stopListening = sync.subscribe(status => {
    if (status.state.type === state) return
    state = status.state.type
    wake()
    if (state !== 'synced') return
    for (const workspaceId of uploads.keys()) void sendMarks(workspaceId, marks, server)
  })

  const stopFollowing = workspaces.subscribe(addWorkspaces)
  signal.addEventListener('abort', () => {
    queue.unsubscribe()
    stopListening()
    stopFollowing()
  })
  return { wake }
}

/** The whole reason is shown with each file; a lack of room comes first, since the person can end it. */
const problemOf = (refused: readonly BlobUploadRow[]): BlobProblem | null => {
  if (refused.some(row => row.refused === 'quota-exceeded')) return 'attachments-over-quota'
  return refused.length > 0 ? 'attachments-refused' : null
}
