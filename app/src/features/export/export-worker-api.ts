/** What a page asks of the worker of an export: it is given where threads come from and where bytes go, and says how far it is. */

import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import * as Comlink from 'comlink'
import type { ExportLanguage, ExportOptions, ExportProgress, ExportReport } from './export-request.ts'
import type { ExportSource } from './export-source.ts'
import { openFile } from './open-file.ts'
import { runExport } from './run-export.ts'

export type ExportTarget =
  | { readonly type: 'file'; readonly handle: FileSystemFileHandle }
  /** Where no file can be had: the bytes are kept, and handed over at the end. */
  | { readonly type: 'memory' }

export interface ExportOrder {
  readonly options: ExportOptions
  readonly language: ExportLanguage
  readonly target: ExportTarget
  readonly source: MessagePort
}

export interface ExportDone {
  readonly report: ExportReport
  /** Of a target in memory. */
  readonly content?: Blob
}

/** `detail` is what the browser says of it, for a person to pass on. */
export type ExportError =
  | TaggedError<'export-stopped'>
  | TaggedError<'export-disk-full'>
  | (TaggedError<'export-failed'> & { readonly detail: string })

export interface ExportWorker {
  readonly run: (
    order: ExportOrder,
    progress: (progress: ExportProgress) => void,
  ) => Promise<Result<ExportDone, ExportError>>
  readonly stop: () => Promise<void>
}

/** Milliseconds between two reports: more of them would only be drawn over each other. */
const reportEvery = 100

const toError = (cause: unknown, signal: AbortSignal): ExportError => {
  if (signal.aborted) return { type: 'export-stopped' }
  if (cause instanceof DOMException && cause.name === 'QuotaExceededError')
    return { type: 'export-disk-full' }
  return { type: 'export-failed', detail: cause instanceof Error ? cause.message : String(cause) }
}

export const createExportWorker = (clock: Clock): ExportWorker => {
  const stopping = new AbortController()
  const { signal } = stopping

  const run: ExportWorker['run'] = async ({ options, language, target, source }, progress) => {
    const chunks: Blob[] = []
    let reportedAt = Number.NEGATIVE_INFINITY
    try {
      const out =
        target.type === 'file'
          ? await openFile(target.handle)
          : new WritableStream<Uint8Array>({ write: chunk => void chunks.push(new Blob([chunk.slice()])) })
      const report = await runExport({
        source: remoteSource(source),
        out,
        options,
        language,
        exportedAt: clock.now(),
        progress: made => {
          if (clock.now() - reportedAt < reportEvery) return
          reportedAt = clock.now()
          progress(made)
        },
        signal,
      })
      return ok(target.type === 'memory' ? { report, content: new Blob(chunks) } : { report })
    } catch (cause) {
      return err(toError(cause, signal))
    } finally {
      source.close()
    }
  }

  return { run, stop: async () => stopping.abort() }
}

const remoteSource = (port: MessagePort): ExportSource =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every method returns a promise, so the remote is the same interface
  Comlink.wrap(port) as unknown as ExportSource
