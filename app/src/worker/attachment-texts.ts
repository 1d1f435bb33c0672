/**
 * The plain text of attachments, for whoever makes the search index and has no keys: kept when a file is added or has come
 * from the server, and made for those that were here before. Derived; gone when no message names the file. Of pictures and PDF there is none.
 */

import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { isKnownPart } from '@weft/shared/schema/part.ts'
import { Dexie, type Table } from 'dexie'
import type { Blobs } from '../core/blobs.ts'
import type { Database } from '../core/database.ts'
import type { DexieConnection } from '../core/dexie-connection.ts'
import type { SearchChange } from '../features/search/index/search-changes.ts'
import { searchRoomsOf } from '../features/search/index/segment-store.ts'
import type { AttachmentTextRow } from '../features/search/index/tables.ts'
import type { MessageKey, MessageRow } from '../features/threads/tables.ts'

export interface AttachmentFile {
  readonly name: string
  readonly mediaType: string
  readonly size: number
}

export interface AttachmentTexts {
  /** A file that was added here. */
  readonly keep: (
    workspaceId: WorkspaceId,
    id: AttachmentId,
    file: AttachmentFile,
    bytes: Uint8Array,
  ) => Promise<void>
  /** Of whatever messages name, is here, and has none yet. */
  readonly makeMissing: (signal: AbortSignal) => Promise<void>
}

interface Deps {
  readonly database: Database
  readonly connection: Pick<DexieConnection, 'run'>
  readonly blobs: Pick<Blobs, 'read'>
  readonly tell: (change: SearchChange) => void
}

/** Bytes. What is larger is a log or a dump, and nobody's prose. */
const largestText = 1_000_000

/** What the media type of a file on a disk often does not say. */
const textEndings =
  /\.(?:txt|md|markdown|csv|tsv|json|jsonl|ya?ml|toml|ini|xml|html?|css|scss|[cm]?[jt]sx?|py|rb|go|rs|java|kt|c|h|cc|cpp|hpp|cs|swift|php|pl|lua|r|sql|sh|bash|zsh|ps1|tex|rst|org|log|vue|svelte)$/i

const textTypes =
  /^(?:text\/|application\/(?:json|ld\+json|x-ndjson|xml|yaml|x-yaml|toml|javascript|sql|x-sh)\b)/i

const hasText = ({ name, mediaType, size }: AttachmentFile): boolean =>
  size <= largestText && (textTypes.test(mediaType) || textEndings.test(name))

const textsOf = (database: Database): Table<AttachmentTextRow, [WorkspaceId, string]> =>
  database.table('attachmentTexts')

/** What is no UTF-8 is no text, whatever it says of itself. */
const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return ''
  }
}

export const createAttachmentTexts = ({ database, connection, blobs, tell }: Deps): AttachmentTexts => {
  const put = (row: AttachmentTextRow) => connection.run(opened => textsOf(opened).put(row))

  /** Messages that name it were indexed without it: their rooms are looked at again, now or whenever somebody does. */
  const lookAgain = async (id: string): Promise<void> => {
    const keys = await database
      .table<MessageRow, MessageKey>('messages')
      .where('attachmentIds')
      .equals(id)
      .primaryKeys()
    const rooms = new Set(keys.map(([roomId]) => roomId))
    if (rooms.size === 0) return
    await connection.run(opened => searchRoomsOf(opened).bulkDelete([...rooms]))
    for (const roomId of rooms) tell({ type: 'look', roomId })
  }

  const named = async (): Promise<ReadonlyMap<string, Named>> => {
    const files = new Map<string, Named>()
    const messages = database.table<MessageRow, MessageKey>('messages')
    const known = new Set(
      (await textsOf(database).toCollection().primaryKeys()).map(
        ([workspaceId, id]) => `${workspaceId}/${id}`,
      ),
    )
    const here = new Set(
      (await database.blobs.toCollection().primaryKeys()).map(([workspaceId, id]) => `${workspaceId}/${id}`),
    )
    await messages
      .where('attachmentIds')
      .between(Dexie.minKey, Dexie.maxKey)
      .each(({ workspaceId, parts }) => {
        for (const part of parts) {
          if (!isKnownPart(part) || part.type !== 'attachment') continue
          const name = `${workspaceId}/${part.attachmentId}`
          if (here.has(name) && !known.has(name) && hasText(part))
            files.set(name, { workspaceId, id: part.attachmentId })
        }
      })
    return files
  }

  return {
    keep: async (workspaceId, id, file, bytes) => {
      if (!hasText(file)) return
      await put({ workspaceId, id, text: decode(bytes) })
      await lookAgain(id)
    },
    makeMissing: async signal => {
      await dropOrphans(database)
      for (const { workspaceId, id } of (await named()).values()) {
        if (signal.aborted) return
        const bytes = await blobs.read(workspaceId, id)
        if (!bytes.ok) continue
        const text = decode(bytes.value)
        await put({ workspaceId, id, text })
        if (text !== '') await lookAgain(id)
      }
    },
  }
}

/**
 * A blob that nothing names any more is dropped (`unnamed-blobs.ts`), and its text with it. One that is named and not here
 * has given its room back, and is found by its text all the same.
 */
const dropOrphans = async (database: Database): Promise<void> => {
  const texts = textsOf(database)
  const keys = await texts.toCollection().primaryKeys()
  const blobs = await database.blobs.toCollection().primaryKeys()
  const here = new Set(blobs.map(([workspaceId, id]) => `${workspaceId}/${id}`))
  const messages = database.table<MessageRow>('messages')
  for (const [workspaceId, id] of keys)
    if (!here.has(`${workspaceId}/${id}`) && (await messages.where('attachmentIds').equals(id).count()) === 0)
      await texts.delete([workspaceId, id])
}

interface Named {
  readonly workspaceId: WorkspaceId
  readonly id: AttachmentId
}
