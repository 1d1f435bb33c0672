/**
 * What runs in the import worker: reads files by `readImport` and hands what is in them to the engine, in batches, as fast
 * as the engine takes them. Looking first is the same reading without writing.
 */

import { ok, type Result } from '@weft/shared/result.ts'
import type {
  ImportedPortable,
  ImportedThread,
  ImportEvent,
  Skipped,
} from '../../transfer/imported-thread.ts'
import type { PortableFolder } from '../../transfer/portable-thread.ts'
import { definedFields } from '../../../core/defined-fields.ts'
import { countFindings, type ImportFindings } from './findings.ts'
import type { ImportError, ImportSink, ReadEntry, ThreadOutline } from './import-calls.ts'

export interface ImportProgress {
  readonly done: number
  readonly total: number
}

/** `import-unreadable`: the files could not be read on, such as one that was changed or taken away meanwhile. */
export type ReadError = ImportError | { readonly type: 'import-unreadable'; readonly detail: string }

export interface ImportReader {
  /** What is in the files, and how much of it is here. */
  readonly look: (
    files: readonly File[],
    tell: (progress: ImportProgress) => void,
  ) => Promise<Result<ImportFindings, ReadError>>
  /** Resolves when the import has ended, however; its row says how. */
  readonly bring: (
    files: readonly File[],
    choices: { readonly takesInstructions: boolean },
  ) => Promise<Result<void, ReadError>>
}

interface Deps {
  readonly read: (files: readonly Blob[], signal: AbortSignal) => AsyncIterable<ImportEvent>
  readonly readEntryOf: (files: readonly Blob[], signal: AbortSignal) => ReadEntry
  readonly sink: ImportSink
  /** What crosses to another thread as a function. */
  readonly asRemote: (readEntry: ReadEntry) => ReadEntry
  readonly signal: AbortSignal
}

/** A batch is handed over at either: few enough messages to be held twice, enough that the way does not count. */
const maxThreads = 32
const maxMessages = 1_000

interface Batch {
  readonly threads: ImportedThread[]
  readonly portable: ImportedPortable[]
  readonly skipped: Skipped[]
  messages: number
}

const emptyBatch = (): Batch => ({ threads: [], portable: [], skipped: [], messages: 0 })

const isFull = ({ threads, portable, messages, skipped }: Batch): boolean =>
  threads.length + portable.length >= maxThreads || messages >= maxMessages || skipped.length >= maxMessages

const outlineOf = ({ source, sourceId, messages }: ImportedThread): ThreadOutline => ({
  source,
  sourceId,
  messageSourceIds: messages.map(message => message.sourceId),
})

export const createImportReader = ({ read, readEntryOf, sink, asRemote, signal }: Deps): ImportReader => {
  const failed = (cause: unknown): Result<never, ReadError> => ({
    ok: false,
    error: { type: 'import-unreadable', detail: cause instanceof Error ? cause.message : String(cause) },
  })

  const look: ImportReader['look'] = async (files, tell) => {
    const counter = countFindings()
    let outlines: ThreadOutline[] = []
    const check = async (): Promise<Result<void, ReadError>> => {
      const asked = outlines
      outlines = []
      const found = await sink.check(asked)
      if (!found.ok) return found
      for (const presence of found.value) counter.addPresence(presence)
      return ok(undefined)
    }
    try {
      for await (const event of read(files, signal)) {
        if (event.type === 'thread') {
          counter.addThread(event.thread)
          outlines.push(outlineOf(event.thread))
        } else if (event.type === 'portable') {
          counter.addPortable(event.portable)
          outlines.push(portableOutline(event.portable))
        } else if (event.type === 'portable-folder') counter.addFolder(event.folder.id)
        else if (event.type === 'offer') counter.addOffer(event.offer)
        else if (event.type === 'skipped') counter.addSkipped(event.skipped)
        else tell(event)
        if (outlines.length < maxThreads) continue
        const checked = await check()
        if (!checked.ok) return checked
      }
    } catch (cause) {
      return failed(cause)
    }
    const checked = await check()
    return checked.ok ? ok(counter.findings()) : checked
  }

  const bring: ImportReader['bring'] = async (files, choices) => {
    const names = files.map(({ name, size }) => ({ name, size }))
    const begun = await sink.begin({ files: names, ...choices }, asRemote(readEntryOf(files, signal)))
    if (!begun.ok) return begun
    const folders: PortableFolder[] = []
    let progress: ImportProgress = { done: 0, total: names.reduce((sum, { size }) => sum + size, 0) }
    let batch = emptyBatch()
    /** Read on while the engine stores the batch before. */
    let storing: Promise<'go-on' | 'stop'> = Promise.resolve('go-on')
    const hand = async (): Promise<'go-on' | 'stop'> => {
      const { threads, portable, skipped } = batch
      batch = emptyBatch()
      if ((await storing) === 'stop') return 'stop'
      storing = sink.write({ threads, portable, folders, skipped, progress })
      return 'go-on'
    }
    try {
      for await (const event of read(files, signal)) {
        if (event.type === 'thread') {
          batch.threads.push(event.thread)
          batch.messages += event.thread.messages.length
        } else if (event.type === 'portable') {
          batch.portable.push(event.portable)
          batch.messages += event.portable.thread.messages.length
        } else if (event.type === 'portable-folder') folders.push(event.folder)
        else if (event.type === 'skipped') batch.skipped.push(event.skipped)
        else if (event.type === 'progress') progress = { done: event.done, total: event.total }
        if (isFull(batch) && (await hand()) === 'stop') break
      }
      if ((await hand()) === 'go-on') await storing
      await sink.end()
    } catch (cause) {
      await storing.catch(() => 'stop')
      await sink.end('import-unreadable')
      return failed(cause)
    }
    return ok(undefined)
  }

  return { look, bring }
}

const portableOutline = ({ thread, workspaceId }: ImportedPortable): ThreadOutline => ({
  source: 'weft',
  sourceId: thread.id,
  messageSourceIds: thread.messages.map(({ id }) => id),
  ownId: thread.id,
  ...definedFields({ workspaceId }),
})
