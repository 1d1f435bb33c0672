/** What files hold, counted before anything is written. */

import type {
  ImportedPortable,
  ImportedThread,
  ImportOffer,
  ImportSource,
  Skipped,
} from '../../transfer/imported-thread.ts'
import type { ThreadPresence } from './import-calls.ts'

export interface ImportFindings {
  readonly sources: readonly ImportSource[]
  readonly threads: number
  readonly messages: number
  readonly files: number
  readonly folders: number
  /** Milliseconds since the epoch, of the oldest and the newest message; absent where none has a time. */
  readonly from?: number
  readonly to?: number
  /** Threads that are here with everything the files have of them, and those that lack some of it. */
  readonly here: number
  readonly inTrash: number
  readonly growing: number
  /** Threads that come with what a model was told before them. */
  readonly withInstructions: number
  readonly offers: readonly ImportOffer[]
  readonly skippedCount: number
  /** The first lines of the report. */
  readonly skipped: readonly Skipped[]
}

/** Lines of the report that a page is shown before the import. */
const maxLines = 200

export interface FindingsCounter {
  readonly addThread: (thread: ImportedThread) => void
  readonly addPortable: (portable: ImportedPortable) => void
  readonly addFolder: (id: string) => void
  readonly addOffer: (offer: ImportOffer) => void
  readonly addSkipped: (skipped: Skipped) => void
  readonly addPresence: (presence: ThreadPresence) => void
  readonly findings: () => ImportFindings
}

export const countFindings = (): FindingsCounter => {
  const sources = new Set<ImportSource>()
  const folders = new Set<string>()
  const offers: ImportOffer[] = []
  const skipped: Skipped[] = []
  let skippedCount = 0
  let [threads, messages, files] = [0, 0, 0]
  let [here, inTrash, growing, withInstructions] = [0, 0, 0, 0]
  let [from, to] = [Infinity, -Infinity]

  const addTime = (time: number | undefined): void => {
    // What is no time of a conversation will be repaired, and says nothing here.
    if (time === undefined || time < earliest) return
    from = Math.min(from, time)
    to = Math.max(to, time)
  }

  return {
    addThread: thread => {
      sources.add(thread.source)
      threads += 1
      messages += thread.messages.length
      if (thread.folder) folders.add(`${thread.source} ${thread.folder.sourceId}`)
      if (thread.instructions) withInstructions += 1
      for (const { createdAt, parts } of thread.messages) {
        addTime(createdAt)
        for (const part of parts) if (part.type === 'file' && part.content.type !== 'missing') files += 1
      }
    },
    addPortable: ({ thread, files: held }) => {
      files += held.length
      sources.add('weft')
      threads += 1
      messages += thread.messages.length
      for (const { createdAt } of thread.messages) addTime(createdAt)
    },
    addFolder: id => void folders.add(`weft ${id}`),
    addOffer: offer => void offers.push(offer),
    addSkipped: line => {
      skippedCount += line.count ?? 1
      if (skipped.length < maxLines) skipped.push(line)
    },
    addPresence: presence => {
      if (presence.state === 'whole') here += 1
      if (presence.state === 'part') growing += 1
      if (presence.inTrash) inTrash += 1
    },
    findings: () => ({
      sources: [...sources],
      threads,
      messages,
      files,
      folders: folders.size,
      ...(to < from ? {} : { from, to }),
      here,
      inTrash,
      growing,
      withInstructions,
      offers,
      skippedCount,
      skipped,
    }),
  }
}

/** 2000-01-01, as in `repair-times.ts`. */
const earliest = 946_684_800_000
