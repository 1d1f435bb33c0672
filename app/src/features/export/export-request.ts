/** What is asked of an export, what it says on its way, and what it says at its end. Plain data: it crosses to a worker. */

import type { AttachmentId, MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'

export type ExportFormat = 'markdown' | 'html' | 'json' | 'fine-tuning' | 'chatgpt'

export interface ThreadPlace {
  readonly workspaceId: WorkspaceId
  readonly threadId: ThreadId
}

export type ExportScope =
  | { readonly type: 'threads'; readonly threads: readonly ThreadPlace[] }
  /** With the archive and Trash. */
  | { readonly type: 'everything' }

export interface ExportOptions {
  readonly format: ExportFormat
  /** Every version of every message, where a format leaves the choice; else the branch that is shown. */
  readonly allBranches: boolean
  /** Attachments beside the text, in an archive; in a page, pictures are in it either way. */
  readonly withFiles: boolean
  /** For fine-tuning: only answers that were rated good. */
  readonly onlyGood: boolean
}

/** What an exported document says in the language of the person. Whole words: they stand alone. */
export interface ExportWords {
  readonly you: string
  readonly assistant: string
  readonly tool: string
  readonly untitled: string
  readonly threads: string
  readonly instructions: string
  readonly reasoning: string
  readonly toolCall: string
  readonly toolResult: string
  readonly otherVersions: string
  /** With `{{version}}` and `{{versions}}`. */
  readonly versionOf: string
  readonly failed: string
  readonly interrupted: string
  readonly unknownPart: string
  /** With `{{date}}`. */
  readonly exportedAt: string
}

export interface ExportLanguage {
  readonly words: ExportWords
  /** A BCP 47 tag. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  /** An IANA name; absent: that of this device. */
  readonly timeZone?: string
}

/** Something that is not in the file, or not whole. */
export type LeftOut =
  /** `reason`: a tag of `EngineError`. */
  | { readonly type: 'thread'; readonly threadId: ThreadId; readonly title: string; readonly reason: string }
  /** `reason`: a tag of `OpenError` or `RecordError`. */
  | {
      readonly type: 'message'
      readonly threadId: ThreadId
      readonly title: string
      readonly messageId: MessageId
      readonly reason: string
    }
  /** Settings of a thread, or what was decided about a message. */
  | {
      readonly type: 'registers'
      readonly threadId: ThreadId
      readonly title: string
      readonly count: number
    }
  /** `reason`: a tag of `AttachmentError`. */
  | {
      readonly type: 'file'
      readonly threadId: ThreadId
      readonly title: string
      readonly attachmentId: AttachmentId
      readonly name: string
      readonly reason: string
    }

export interface ExportProgress {
  readonly threads: number
  readonly ofThreads: number
  readonly messages: number
  readonly bytes: number
}

export interface ExportReport extends ExportProgress {
  /** Attachments that are in the file. */
  readonly files: number
  readonly leftOut: readonly LeftOut[]
}
