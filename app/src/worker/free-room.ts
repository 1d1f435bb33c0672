/**
 * Room that can be had back at once, since whatever is dropped is made or brought again by itself: the index of the search,
 * and attachments that the server holds. Loaded when somebody asks for it.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Database } from '../core/database.ts'
import { createHeldBlobs } from '../core/dexie-held-blobs.ts'
import { type Ask, createBlobServer } from '../core/sync/blob-server.ts'
import { giveBackBlobs } from '../core/sync/give-back-blobs.ts'
import type { AttachmentError, FreeableKind } from './api.ts'
import { toAttachmentError } from './attachments.ts'
import { type EngineParts, toEngineError } from './engine-parts.ts'
import type { SearchWiring } from './search-wiring.ts'
import { readSession } from './while-signed-in.ts'

interface Deps {
  readonly parts: Pick<EngineParts, 'connection' | 'workspaces'>
  readonly database: Database
  readonly ask: Ask
  readonly search: Pick<SearchWiring, 'rebuild' | 'makeTexts'>
}

const freeAttachments = async ({
  parts,
  database,
  ask,
  search,
}: Deps): Promise<Result<void, AttachmentError>> => {
  // Who has signed out could not get them back.
  if ((await readSession(database)) !== 'open') return err({ type: 'attachment-elsewhere' })
  // The search finds what is in them also when they are not here.
  await search.makeTexts()
  const held = createHeldBlobs(parts.connection)
  const server = createBlobServer({ ask, signal: new AbortController().signal })
  for (const { workspaceId } of parts.workspaces.identity().workspaces) {
    const given = await giveBackBlobs({ held, server }, workspaceId)
    if (!given.ok) return err(toAttachmentError(given.error))
  }
  return ok(undefined)
}

export const freeRoom = async (kind: FreeableKind, deps: Deps): Promise<Result<void, AttachmentError>> => {
  if (kind === 'attachments') return freeAttachments(deps)
  const dropped = await deps.search.rebuild()
  return dropped.ok ? dropped : err(toEngineError(dropped.error))
}
