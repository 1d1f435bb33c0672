/**
 * Rows of threads and messages: what the page reads. They are derived from the rooms by `rows.ts` and can be
 * dropped and made again at any time. Times are milliseconds since the epoch.
 */

import type { Stamp } from '@weft/shared/clock.ts'
import type { AttachmentId, FolderId, MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Message, ModelRef, Usage } from '@weft/shared/schema/message.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import type { ModelParameters } from '@weft/shared/schema/provider.ts'

/** Where a thread lies in the sidebar. Trash wins over archive, archive over pinned. */
export type Shelf = 'pinned' | 'active' | 'archived' | 'trash'

/** The end of a long thread (`thread-end.ts`). */
export interface ThreadEnd {
  /** Of the last steps of the path, with their siblings: `threadPath` makes the same steps of them as of the whole tree. */
  readonly keys: readonly MessageKey[]
  /** The message above the first of these steps. */
  readonly above: MessageId
}

export interface ThreadRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: ThreadId
  readonly shelf: Shelf
  /** The person's title, else the automatic one, else the first words said; empty in an empty thread. */
  readonly title: string
  readonly titleBy: 'person' | 'model' | 'first-words'
  /** When something was last said, or when the thread was made. */
  readonly lastAt: number
  readonly createdAt: number
  /** The first words of the newest message. */
  readonly preview: string
  readonly messageCount: number
  /** Of a long thread, what its page draws first. */
  readonly end?: ThreadEnd
  /** Absent outside folders, so that the index holds only threads in one. */
  readonly folderId?: FolderId
  readonly trashedAt?: number
  /** What this person wrote while the thread was deleted elsewhere. */
  readonly recovered?: boolean
  readonly lastModel?: ModelRef
  /** The branch the person chose; absent: the newest. */
  readonly activeLeaf?: MessageId
  readonly instructions?: string
  readonly parameters?: ModelParameters
  /** Who answers without a network; absent: as the person set it for all threads. */
  readonly fallback?: 'wait' | ModelRef
  /** Sum of what is known, in US dollars. */
  readonly cost: number
  /** Values of this thread that could not be opened. */
  readonly unreadable: number
  /** A newer Weft asks for a newer writer: this one may only read. */
  readonly readOnly: boolean
}

/**
 * One message. The primary key is [roomId, parentId or '', stamp, id], so that one read of keys alone gives the
 * whole tree of a thread with its siblings in order, without touching any text.
 */
export interface MessageRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: ThreadId
  /** The empty text for a first message. */
  readonly parentKey: MessageId | ''
  readonly stamp: Stamp
  readonly id: MessageId
  readonly role: 'user' | 'assistant' | 'tool'
  readonly createdAt: number
  readonly parts: readonly Part[]
  readonly status: string
  readonly model?: ModelRef
  readonly usage?: Usage
  readonly cost?: number
  readonly timing?: NonNullable<Message['timing']>
  readonly continues: boolean
  /** Older messages that were not sent to the model, as the person chose. */
  readonly leftOut?: number
  /** Present only when deleted, so that the index holds only those. Its children move up to its parent. */
  readonly deleted?: 1
  readonly rating?: 'good' | 'bad'
  /** Blobs this message needs, also while it is deleted and could be put back; absent when there are none. */
  readonly attachmentIds?: readonly AttachmentId[]
  /** A value that could not be opened; `parts` is empty and this says why. */
  readonly unreadable?:
    | 'seal-wrong-key'
    | 'seal-tampered'
    | 'seal-newer-format'
    | 'seal-malformed'
    | 'record-newer'
    | 'record-malformed'
}

export type MessageKey = readonly [roomId: ThreadId, parentKey: MessageId | '', stamp: Stamp, id: MessageId]

export const threadTables = {
  threads: '[workspaceId+roomId], roomId, [shelf+lastAt], [folderId+shelf+lastAt]',
  messages:
    '[roomId+parentKey+stamp+id], [roomId+id], [roomId+deleted], *attachmentIds, [workspaceId+roomId]',
}
