/**
 * One import under way in the engine: takes batches from the worker that reads, brings their threads in a few at a time,
 * and keeps the row that pages show. It knows nothing of files, ports and locks.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { TaggedError } from '@weft/shared/result.ts'
import type { FolderId } from '@weft/shared/ids.ts'
import type { Skipped } from '../../transfer/imported-thread.ts'
import type { BringThreads, BroughtThread, PlannedThread } from './bring-threads.ts'
import type { ImportBatch } from './import-calls.ts'
import {
  type ImportCounts,
  type ImportRow,
  type ImportState,
  maxReportLines,
  noCounts,
} from './import-row.ts'
import type { ImportRows } from './import-rows.ts'

export interface ImportRun {
  readonly write: (batch: ImportBatch) => Promise<'go-on' | 'stop'>
  readonly end: (problem?: string) => Promise<void>
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  readonly cancel: () => Promise<void>
  readonly skip: (skipped: Skipped) => void
  readonly fileStored: () => void
  /** A fault that ends it, such as a full disk. */
  readonly fail: (error: TaggedError) => void
  /** Resolves when it has ended and its row says how. */
  readonly ended: Promise<void>
}

interface Deps {
  readonly row: ImportRow
  readonly rows: ImportRows
  /** The same rows, on a connection whose writes are on the disk when they resolve. */
  readonly durableRows: ImportRows
  readonly bring: () => BringThreads
  readonly folders: () => readonly FolderId[]
  /** Called before each batch: what has been deleted for good by now. */
  readonly prepare: () => Promise<void>
  readonly clock: Clock
}

/** Threads at a time: while some are sealed, others are stored, several to a transaction. */
const width = 16

/** Between two rows that say how far it has come, milliseconds: a page draws them. */
const saveEvery = 400

/** Of one thread alone. Everything else would meet the next thread as well. */
const isOfThread = ({ type }: TaggedError): boolean =>
  type === 'room-deleted' ||
  type === 'room-read-only' ||
  type === 'room-busy' ||
  type === 'command-refused' ||
  type === 'command-invalid'

export const createImportRun = (deps: Deps): ImportRun => {
  const { rows, durableRows, clock } = deps
  const report: Skipped[] = []
  const sources = new Set(deps.row.sources)
  const ended = Promise.withResolvers<void>()
  let counts: ImportCounts = noCounts
  let progress = deps.row.progress
  let state: ImportState = 'reading'
  let problem: string | undefined
  let savedAt = 0
  let going = Promise.withResolvers<void>()
  going.resolve()

  const rowNow = (): ImportRow => ({
    ...deps.row,
    sources: [...sources],
    state,
    progress,
    counts,
    folders: deps.folders(),
    ...(problem === undefined ? {} : { problem }),
    ...(state === 'reading' || state === 'paused' ? {} : { endedAt: clock.now() }),
  })

  const save = async (): Promise<void> => {
    savedAt = clock.now()
    await rows.put(rowNow())
  }

  const skip = (skipped: Skipped): void => {
    counts = { ...counts, skipped: counts.skipped + (skipped.count ?? 1) }
    if (report.length < maxReportLines) report.push(skipped)
  }

  const count = (brought: BroughtThread): void => {
    counts = {
      ...counts,
      threads: counts.threads + 1,
      messages: counts.messages + brought.messages,
      newMessages: counts.newMessages + brought.newMessages,
      newThreads: counts.newThreads + (brought.outcome === 'founded' ? 1 : 0),
      grownThreads: counts.grownThreads + (brought.outcome === 'grown' ? 1 : 0),
      knownThreads: counts.knownThreads + (brought.outcome === 'known' ? 1 : 0),
    }
  }

  const isOver = (): boolean => state !== 'reading' && state !== 'paused'

  const fail = (error: TaggedError): void => {
    if (isOver()) return
    state = 'failed'
    problem = error.type
  }

  /** What was stored is on the disk before the row says that it is done. */
  const finish = async (how: ImportState): Promise<void> => {
    if (!isOver()) state = how
    going.resolve()
    await durableRows.saveReport(deps.row.id, report)
    await durableRows.put(rowNow())
    ended.resolve()
  }

  const writeOne = async (bring: BringThreads, planned: PlannedThread): Promise<void> => {
    const written = await bring.write(planned)
    if (written.ok) count(planned.brought)
    else if (isOfThread(written.error)) {
      const { title } = planned.brought
      skip({ reason: 'not-written', kept: false, thread: title, detail: written.error.type })
    } else fail(written.error)
  }

  const bringAll = async (batch: ImportBatch): Promise<void> => {
    const bring = deps.bring()
    const planned = await bring.plan(batch)
    if (!planned.ok) return fail(planned.error)
    const waiting = [...planned.value]
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next && !isOver(); next = waiting.shift()) {
        await writeOne(bring, next)
        await going.promise
      }
    }
    await Promise.all(Array.from({ length: width }, work))
  }

  return {
    write: async batch => {
      await going.promise
      if (isOver()) return 'stop'
      for (const { source } of batch.threads) sources.add(source)
      if (batch.portable.length > 0) sources.add('weft')
      for (const line of batch.skipped) skip(line)
      await deps.prepare()
      await bringAll(batch)
      if (isOver()) return 'stop'
      progress = batch.progress
      if (clock.now() - savedAt >= saveEvery) await save()
      return 'go-on'
    },
    end: async why => {
      if (why !== undefined) fail({ type: why })
      await finish('done')
    },
    pause: async () => {
      if (state !== 'reading') return
      going = Promise.withResolvers()
      state = 'paused'
      await save()
    },
    resume: async () => {
      if (state !== 'paused') return
      state = 'reading'
      going.resolve()
      await save()
    },
    cancel: async () => {
      if (isOver()) return
      state = 'cancelled'
      // Whoever waits goes on, and finds that it is over; the worker then ends it.
      going.resolve()
      await rows.put(rowNow())
    },
    skip,
    fileStored: () => {
      counts = { ...counts, files: counts.files + 1 }
    },
    fail,
    ended: ended.promise,
  }
}
