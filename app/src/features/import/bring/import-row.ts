/** What a device remembers of an import: a row that pages show while it goes on and after, and what its undo needs. */

import type { FolderId, MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { ImportSource, Skipped } from '../../transfer/imported-thread.ts'

/**
 * `paused` waits in its tab for the person. `interrupted`: its tab went away; the same file again goes on with it.
 * `failed` has its reason in `problem`. What came stays in all of them, until it is undone.
 */
export type ImportState =
  | 'reading'
  | 'paused'
  | 'done'
  | 'cancelled'
  | 'failed'
  | 'interrupted'
  | 'undoing'
  | 'undone'

export interface ImportCounts {
  /** Threads and messages that were read. */
  readonly threads: number
  readonly messages: number
  readonly newThreads: number
  /** Threads that were here and got messages that they lacked. */
  readonly grownThreads: number
  readonly newMessages: number
  /** Threads that were here with all of it. */
  readonly knownThreads: number
  readonly files: number
  /** Lines of the report. */
  readonly skipped: number
}

export const noCounts: ImportCounts = {
  threads: 0,
  messages: 0,
  newThreads: 0,
  grownThreads: 0,
  newMessages: 0,
  knownThreads: 0,
  files: 0,
  skipped: 0,
}

export interface ImportedFrom {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

export interface ImportRow {
  readonly id: string
  readonly workspaceId: WorkspaceId
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt?: number
  readonly files: readonly ImportedFrom[]
  readonly sources: readonly ImportSource[]
  readonly state: ImportState
  /** Bytes of the files, read and all; while it is undone, threads. */
  readonly progress: { readonly done: number; readonly total: number }
  readonly counts: ImportCounts
  /** A tag of an error, for `failed`. */
  readonly problem?: string
  /** Folders that it made. */
  readonly folders: readonly FolderId[]
  /** Folders that an undo deleted: another import may put them back, as it may not what the person has deleted. */
  readonly takenBack?: readonly FolderId[]
  /** Titles of threads that an undo left, because somebody has written in them since. */
  readonly kept?: readonly string[]
}

/** Lines of the report that are kept; a file of nothing but faults would fill the disk with them. */
export const maxReportLines = 10_000

/** In `device`, beside the row: it is long, and nobody looks at it while the import goes on. */
export interface ImportReportRow {
  readonly name: string
  readonly value: readonly Skipped[]
}

export const importReportName = (importId: string): string => `import-report:${importId}`

/**
 * The restore point, a row in `device` for each thread, written before the thread is: whatever ends the import, nothing
 * came that is not named here.
 */
export interface ImportedThreadRow {
  readonly name: string
  readonly value: ImportedTrace
}

export interface ImportedTrace {
  readonly threadId: ThreadId
  readonly workspaceId: WorkspaceId
  /** Absent: the import founded the thread. Else the messages that it added to it. */
  readonly added?: readonly MessageId[]
}

export const importedThreadPrefix = (importId: string): string => `imported:${importId}:`
export const importedThreadName = (importId: string, threadId: ThreadId): string =>
  `${importedThreadPrefix(importId)}${threadId}`
