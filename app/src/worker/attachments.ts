/**
 * Attachments for this tab: read from this device, or brought from the server first. The tab that needs one fetches it
 * by itself: its session is the browser's, the pieces are the same whoever stores them, and progress has no way to go.
 * Sending is the leader's.
 */

import { type Env, sleep } from '@weft/shared/env.ts'
import type { AttachmentId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { AttachmentPart, Part } from '@weft/shared/schema/part.ts'
import { Dexie } from 'dexie'
import type { Database } from '../core/database.ts'
import { type Ask, createBlobServer } from '../core/sync/blob-server.ts'
import {
  createBlobDownloads,
  type DownloadError,
  type DownloadProgress,
} from '../core/sync/blob-downloads.ts'
import type { MessageKey, MessageRow } from '../features/threads/tables.ts'
import type { AttachmentError, AttachmentErrorType } from './api.ts'
import type { EngineParts } from './engine-parts.ts'
import { readSession } from './while-signed-in.ts'

/** What names a blob in a message. */
export type AttachmentRef = Pick<AttachmentPart, 'attachmentId' | 'size'>

export interface Attachments {
  readonly read: (workspaceId: WorkspaceId, id: AttachmentId) => Promise<Result<Uint8Array, AttachmentError>>
  /** Brings it from the server if it is not here. */
  readonly fetch: (
    workspaceId: WorkspaceId,
    attachment: AttachmentRef,
    asker: { readonly signal: AbortSignal; readonly progress?: (progress: DownloadProgress) => void },
  ) => Promise<Result<void, AttachmentError>>
  /** Read, and brought first if need be, within a time that a person waits for an answer to begin. */
  readonly readOrFetch: (workspaceId: WorkspaceId, attachment: AttachmentRef) => Promise<Uint8Array | null>
  /** Small pictures of a thread that is looked at, newest first, so that they are here before they are scrolled to. */
  readonly fetchPictures: (workspaceId: WorkspaceId, threadId: ThreadId, signal: AbortSignal) => Promise<void>
  /** New messages name them: the server is asked for them again (A10). */
  readonly named: (workspaceId: WorkspaceId, parts: readonly Part[]) => Promise<void>
}

interface Deps {
  readonly env: Env
  readonly parts: Pick<EngineParts, 'blobs' | 'blobStore' | 'connection'>
  readonly database: Database
  readonly ask: Ask
}

/** How long an answer waits for a file that is still coming, milliseconds. */
const patience = 60_000

/** Bytes of a picture that comes unasked; a thread of photographs would fill a phone. */
const smallPicture = 1_000_000
/** Of one thread; what is further up comes when it is scrolled to. */
const mostPictures = 30

export const createAttachments = ({ env, parts, database, ask }: Deps): Attachments => {
  const { blobs, blobStore } = parts
  const server = createBlobServer({ ask, signal: new AbortController().signal })
  const downloads = createBlobDownloads({ store: blobStore, blobs, server, clock: env.clock })

  const read: Attachments['read'] = async (workspaceId, id) => {
    const bytes = await blobs.read(workspaceId, id)
    return bytes.ok ? bytes : err(toAttachmentError(bytes.error))
  }

  const fetch: Attachments['fetch'] = async (workspaceId, { attachmentId, size }, asker) => {
    if ((await readSession(database)) !== 'open') return err({ type: 'attachment-elsewhere' })
    const brought = await downloads.download({ workspaceId, id: attachmentId }, size, {
      progress: () => undefined,
      ...asker,
    })
    return brought.ok ? brought : err(toAttachmentError(brought.error))
  }

  const missingPictures = async (threadId: ThreadId): Promise<readonly AttachmentPart[]> => {
    const messages = database.table<MessageRow, MessageKey>('messages')
    // Keys first: a thread of ten thousand messages has few with attachments.
    const keys = await messages.where('attachmentIds').between(Dexie.minKey, Dexie.maxKey).primaryKeys()
    const rows = await messages.bulkGet(keys.filter(([roomId]) => roomId === threadId))
    const newestFirst = rows.flatMap(row => row ?? []).toSorted((a, b) => (a.stamp < b.stamp ? 1 : -1))
    const pictures = newestFirst.flatMap(row => row.parts.filter(isSmallPicture)).slice(0, mostPictures)
    return [...new Map(pictures.map(part => [part.attachmentId, part])).values()]
  }

  return {
    read,
    fetch,

    readOrFetch: async (workspaceId, attachment) => {
      const here = await read(workspaceId, attachment.attachmentId)
      if (here.ok) return here.value
      if (here.error.type !== 'attachment-missing') return null
      const waiting = new AbortController()
      void sleep(env.clock, patience, waiting.signal).then(() => waiting.abort())
      const brought = await fetch(workspaceId, attachment, { signal: waiting.signal })
      waiting.abort()
      const again = brought.ok ? await read(workspaceId, attachment.attachmentId) : brought
      return again.ok ? again.value : null
    },

    fetchPictures: async (workspaceId, threadId, signal) => {
      if ((await readSession(database)) !== 'open') return
      for (const part of await missingPictures(threadId)) {
        const brought = await fetch(workspaceId, part, { signal })
        // Without a network the others would fail alike.
        if (!brought.ok && brought.error.type !== 'attachment-not-sent') return
      }
    },

    named: async (workspaceId, named) => {
      const ids = named.flatMap(part => (isAttachment(part) ? [part.attachmentId] : []))
      // What is lost here is found again: a device that sees a mark on what it names touches it.
      if (ids.length > 0) await blobStore.queue(workspaceId, ids, env.clock.now())
    },
  }
}

const isAttachment = (part: Part): part is AttachmentPart => part.type === 'attachment'

const isSmallPicture = (part: Part): part is AttachmentPart =>
  isAttachment(part) && part.mediaType.startsWith('image/') && part.size <= smallPicture

const typeOf = (error: DownloadError): AttachmentErrorType => {
  switch (error.type) {
    case 'blob-missing':
      return 'attachment-missing'
    case 'download-stopped':
      return 'attachment-stopped'
    case 'server-unreachable':
      return 'attachment-offline'
    case 'server-refused':
      if (error.problem === 'not-found') return 'attachment-not-sent'
      return error.problem === 'session-missing' ? 'attachment-elsewhere' : 'attachment-offline'
    case 'server-broken':
      return 'attachment-offline'
    case 'storage-full':
    case 'storage-lost':
    case 'storage-blocked':
    case 'storage-newer':
    case 'storage-unavailable':
    case 'storage-failed':
      return error.type
    default:
      // A seal that does not open, or pieces of something else.
      return 'attachment-damaged'
  }
}

export const toAttachmentError = (error: DownloadError): AttachmentError => ({ type: typeOf(error) })

/** What a page can tell a fetch that is under way, and is told by it. */
export const fetchOver = async (
  port: MessagePort,
  fetch: (asker: {
    readonly signal: AbortSignal
    readonly progress: (progress: DownloadProgress) => void
  }) => Promise<Result<void, AttachmentError>>,
): Promise<Result<void, AttachmentError>> => {
  const leaving = new AbortController()
  port.addEventListener('message', () => leaving.abort())
  port.start()
  const fetched = await fetch({ signal: leaving.signal, progress: made => port.postMessage(made) })
  port.close()
  return fetched.ok ? ok(undefined) : fetched
}
