/** What a page, and the worker that reads files, may ask of the engine about imports. All of it is plain data. */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { CallByName, CallsByName } from '../../../core/calls-by-name.ts'
import type { StorageError } from '../../../core/store.ts'
import type {
  ImportedPortable,
  ImportedThread,
  ImportSource,
  Skipped,
} from '../../transfer/imported-thread.ts'
import type { PortableFolder } from '../../transfer/portable-thread.ts'
import type { ImportedFrom } from './import-row.ts'

/** `import-busy`: another import goes on, in this tab or in another. `import-missing`: no row of this id. */
export type ImportError = StorageError | TaggedError<'import-busy' | 'import-missing'>

/** What names a thread and its messages, without what they say. */
export interface ThreadOutline {
  readonly source: ImportSource
  readonly sourceId: string
  readonly messageSourceIds: readonly string[]
  /** Weft wrote it: it may be here under the id that it has in the file, with its messages. */
  readonly ownId?: ThreadId
  /** Where it was written, as the file says. */
  readonly workspaceId?: WorkspaceId
}

/** How much of a thread is here. */
export interface ThreadPresence {
  readonly threadId: ThreadId
  readonly state: 'absent' | 'part' | 'whole'
  readonly inTrash: boolean
}

export interface ImportRequest {
  readonly files: readonly ImportedFrom[]
  readonly takesInstructions: boolean
}

/** Some threads at a time: few enough to be held, many enough that the way between workers does not count. */
export interface ImportBatch {
  readonly threads: readonly ImportedThread[]
  readonly portable: readonly ImportedPortable[]
  readonly folders: readonly PortableFolder[]
  readonly skipped: readonly Skipped[]
  readonly progress: { readonly done: number; readonly total: number }
}

/** Bytes of a file that the archive holds, by the path that a thread names; null when they cannot be had. */
export type ReadEntry = (path: string) => Promise<Blob | null>

/** The engine's end of the port to the worker that reads. */
export interface ImportSink {
  readonly check: (
    threads: readonly ThreadOutline[],
  ) => Promise<Result<readonly ThreadPresence[], ImportError>>
  readonly begin: (request: ImportRequest, readEntry: ReadEntry) => Promise<Result<string, ImportError>>
  /**
   * Resolves when the batch is stored, which is the backpressure; while the import is paused it does not. `stop`: the
   * person has cancelled, or it cannot go on, which the row says.
   */
  readonly write: (batch: ImportBatch) => Promise<'go-on' | 'stop'>
  /** The files have come to their end, or cannot be read on. */
  readonly end: (problem?: string) => Promise<void>
}

export interface ImportCalls {
  /** Gives the engine the port of a worker that reads files. */
  readonly connect: (port: MessagePort) => Promise<Result<void, ImportError>>
  readonly pause: () => Promise<Result<void, ImportError>>
  readonly resume: () => Promise<Result<void, ImportError>>
  /** Ends the import. What came stays. */
  readonly cancel: () => Promise<Result<void, ImportError>>
  /** Takes back what an import brought. */
  readonly undo: (importId: string) => Promise<Result<void, ImportError>>
  /** Says of imports whose tab went away that they were interrupted. */
  readonly settle: () => Promise<Result<void, ImportError>>
}

/** The same by name, which crosses to the engine as one call. */
export type CallImports = CallByName<ImportCalls, ImportError>

export type ImportCallsByName = CallsByName<ImportCalls, ImportError>
