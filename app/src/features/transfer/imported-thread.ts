/**
 * What a reader of another program's export says, in one shape for all of them: threads under the ids of their source.
 * `to-portable.ts` gives them ids of ours; a reader knows nothing of workspaces, keys or rows.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { Usage } from '@weft/shared/schema/message.ts'
import type { AttachmentPart, KnownPart } from '@weft/shared/schema/part.ts'
import type { PortableFolder, PortableThread } from './portable-thread.ts'

export type ImportSource =
  | 'chatgpt'
  | 'claude'
  | 'open-webui'
  | 'librechat'
  | 'chatbox'
  | 'nextchat'
  | 'big-agi'
  | 'thunderbolt'
  | 'chatbot-ui'
  | 'weft'

/** A file that belongs to a message: its bytes lie in the archive, in the export itself, or nowhere. */
export interface ImportedFile {
  readonly type: 'file'
  readonly name: string
  readonly mediaType?: string
  readonly content: /** Names a file that was dropped, or an entry of one: `createEntryReader` (features/import) gives its bytes. */
    | { readonly type: 'entry'; readonly path: string; readonly size: number }
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'bytes'; readonly bytes: Uint8Array }
    /** The export names it and does not hold it: kept as a line of the message, and told in the report. */
    | { readonly type: 'missing' }
}

export type ImportedPart = Exclude<KnownPart, AttachmentPart> | ImportedFile

/** Times are milliseconds since the epoch. */
export interface ImportedMessage {
  /** Names this message within its thread, the same in every export of the source. */
  readonly sourceId: string
  readonly parentSourceId: string | null
  readonly role: 'user' | 'assistant' | 'tool'
  readonly createdAt?: number
  readonly parts: readonly ImportedPart[]
  /** As the source names it. */
  readonly model?: string
  readonly status?: string
  readonly usage?: Usage
  readonly rating?: 'good' | 'bad'
}

export interface ImportedFolder {
  readonly sourceId: string
  readonly name: string
}

/** Parents stand before their children, every parent is there, and there are no cycles: readers see to it. */
export interface ImportedThread {
  readonly source: ImportSource
  readonly sourceId: string
  readonly title?: string
  readonly createdAt?: number
  readonly folder?: ImportedFolder
  readonly pinned?: true
  readonly archived?: true
  /** What the model was told before this thread. */
  readonly instructions?: string
  readonly model?: string
  /** The newest message of the branch that was shown. */
  readonly leafSourceId?: string
  readonly messages: readonly ImportedMessage[]
}

/** What a file also holds, and is taken only when the person says so. */
export type ImportOffer =
  | {
      readonly type: 'key'
      /** For people: the provider as the source names it, and the last characters at most. */
      readonly provider: string
      readonly ending: string
    }
  | { readonly type: 'instructions'; readonly name: string; readonly text: string }
  | { readonly type: 'prompt'; readonly name: string; readonly text: string }

/** Why something did not come in, or not whole. Each has its sentence in the catalogue. */
export type SkipReason =
  | 'not-a-conversation'
  | 'no-messages'
  | 'malformed'
  | 'cycle'
  | 'missing-parent'
  | 'duplicate-id'
  | 'hidden'
  | 'unknown-content'
  | 'file-missing'
  /** The person has deleted the folder here; the thread is in none. */
  | 'folder-deleted'
  | 'too-large'
  | 'too-deep'
  | 'too-many'
  /** The file only says where the archives can be downloaded. */
  | 'links-only'
  /** The text is in an encoding that JSON is not written in (UTF-16). */
  | 'wrong-encoding'
  /** An archive in an archive, or one that needs a password. */
  | 'locked-archive'
  /** It was read and is not written: `detail` has the tag of the reason. */
  | 'not-written'

/** One line of the report. */
export interface Skipped {
  readonly reason: SkipReason
  /** Whether what is named was left out, or came in changed (a message hung to another parent, a file as a line). */
  readonly kept: boolean
  /** Where it stood: a title or an id of a thread, and of a message in it. */
  readonly thread?: string
  readonly message?: string
  readonly detail?: string
  /** How many more of the same kind in the same thread this line stands for; absent: it is one. */
  readonly count?: number
}

/** An attachment of a portable thread; `path` is as in `ImportedFile`. */
export interface ImportedPortableFile {
  readonly attachmentId: string
  readonly path: string
  readonly size: number
}

/** A thread that Weft itself wrote, under ids of its own. */
export interface ImportedPortable {
  readonly thread: PortableThread
  /** Where it was written; absent: the file does not say. */
  readonly workspaceId?: WorkspaceId
  /** Of its attachments, those whose bytes came along. */
  readonly files: readonly ImportedPortableFile[]
}

export type ImportEvent =
  | { readonly type: 'thread'; readonly thread: ImportedThread }
  | { readonly type: 'offer'; readonly offer: ImportOffer }
  | { readonly type: 'skipped'; readonly skipped: Skipped }
  | { readonly type: 'portable'; readonly portable: ImportedPortable }
  | { readonly type: 'portable-folder'; readonly folder: PortableFolder }
  /** Bytes of the file that were read, of all. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
