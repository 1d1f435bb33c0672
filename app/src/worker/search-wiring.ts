/**
 * What the search needs of an engine, which has the keys: rows of rooms whose messages have none yet, the texts of
 * attachments, and that everything is made again when a person asks.
 */

import type { Env } from '@weft/shared/env.ts'
import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import type { Database } from '../core/database.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { StorageError } from '../core/store.ts'
import { openSearchChanges } from '../features/search/index/search-changes.ts'
import { createSegmentStore } from '../features/search/index/segment-store.ts'
import { type AttachmentFile, createAttachmentTexts } from './attachment-texts.ts'
import type { EngineParts } from './engine-parts.ts'

export interface SearchWiring {
  readonly fileAdded: (
    workspaceId: WorkspaceId,
    id: AttachmentId,
    file: AttachmentFile,
    bytes: Uint8Array,
  ) => Promise<void>
  /** A file has come from the server. */
  readonly fileCame: () => void
  /** Resolves when files that are here have their text. */
  readonly makeTexts: () => Promise<void>
  /** Drops the index; whoever keeps it makes it again. */
  readonly rebuild: () => Promise<Result<void, StorageError>>
}

interface Deps {
  readonly env: Env
  readonly parts: Pick<EngineParts, 'blobs' | 'connection' | 'rooms' | 'workspaces'>
  readonly database: Database
  readonly signal: AbortSignal
}

/** One tab of a device makes rows for the search at a time; the next finds them made. */
const rowsLock = 'weft-search-rows'
const textsLock = 'weft-search-texts'

/** After the first screens are drawn, milliseconds. */
const startAfter = 20_000

export const wireSearch = ({ env, parts, database, signal }: Deps): SearchWiring => {
  const changes = openSearchChanges(change => {
    if (change.type === 'rows-wanted') void makeRows(change.rooms)
  })
  const texts = createAttachmentTexts({
    database,
    connection: parts.connection,
    blobs: parts.blobs,
    tell: changes.tell,
  })

  const makeRows = async (wanted: readonly RoomRef[]): Promise<void> => {
    const make = async (): Promise<void> => {
      for (const { workspaceId, roomId } of wanted) {
        if (!parts.workspaces.isOpen(workspaceId)) continue
        const row = await database.rooms.get([workspaceId, roomId])
        // Each commit is a hint, and so brings the search back to it.
        if (row?.materialized === 0) await (await parts.rooms.open({ workspaceId, roomId })).materialize()
      }
    }
    await navigator.locks.request(rowsLock, { signal }, make).catch(() => undefined)
  }

  const makeTexts = (): Promise<void> =>
    navigator.locks.request(textsLock, { signal }, () => texts.makeMissing(signal)).catch(() => undefined)
  env.clock.after(startAfter, () => void makeTexts())

  return {
    fileAdded: texts.keep,
    fileCame: () => void makeTexts(),
    makeTexts,
    rebuild: async () => {
      const cleared = await parts.connection.run(opened => createSegmentStore(opened).clear())
      changes.tell({ type: 'rebuild' })
      return cleared
    },
  }
}
