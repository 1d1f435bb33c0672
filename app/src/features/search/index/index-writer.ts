/**
 * Writes the index. What comes in is collected and becomes a segment when it is committed; segments of about one size are
 * merged into one when there are eight of them (as in a log-structured merge tree), beside whatever else goes on. There is
 * one writer on a device.
 */

import { createEntryQueue } from '../../../core/entry-queue.ts'
import type { IndexedDocument } from './indexed-document.ts'
import { mergeSegments } from './merge-segments.ts'
import type { OpenIndex } from './open-index.ts'
import { isDeadIn, type Segment } from './segment.ts'
import { createSegmentBuilder } from './segment-builder.ts'
import { createSegmentSink } from './segment-sink.ts'
import type { SegmentStore } from './segment-store.ts'
import type { SearchRoomRow, SegmentRow } from './tables.ts'

export interface DocumentAddress {
  readonly segment: Segment
  readonly document: number
}

export interface IndexWriter {
  readonly add: (document: IndexedDocument) => void
  readonly remove: (address: DocumentAddress) => void
  /** The room is indexed as of this row, once it is committed. */
  readonly keepRoom: (room: SearchRoomRow) => void
  readonly forgetRoom: (roomId: string) => void
  /** So much has been collected that it should be committed before more is added. */
  readonly isFull: () => boolean
  readonly commit: () => Promise<void>
  /** Resolves when nothing is left to be merged. Rejects as a merge did. */
  readonly merged: () => Promise<void>
}

export interface IndexWriterDeps {
  readonly index: OpenIndex
  readonly store: SegmentStore
  readonly createId: () => string
  readonly breathe: () => Promise<void>
  /** After each commit. */
  readonly changed: () => void
}

/** Terms with their places in one segment before it is committed: about five megabytes of memory. */
const fullAt = 400_000

/** Segments of one size before they are merged, and how much larger the next size is. */
const mergeFactor = 8

/** Of a segment's documents; more dead ones cost every question more than a merge. */
const mostDead = 0.3

export const createIndexWriter = ({
  index,
  store,
  createId,
  breathe,
  changed,
}: IndexWriterDeps): IndexWriter => {
  // A merge and a commit both change rows of segments: one after the other.
  const enqueue = createEntryQueue()
  let builder = createSegmentBuilder()
  let dead = new Map<Segment, Set<number>>()
  let rooms = new Map<string, SearchRoomRow>()
  let gone = new Set<string>()
  let merging: Promise<void> | null = null

  const reset = (): void => {
    builder = createSegmentBuilder()
    dead = new Map()
    rooms = new Map()
    gone = new Set()
  }

  /** Rows of what has lost documents. A segment whose documents have all died is gone. */
  const buried = (): { readonly rows: readonly SegmentRow[]; readonly empty: readonly string[] } => {
    const rows: SegmentRow[] = []
    const empty: string[] = []
    for (const segment of index.segments()) {
      const died = [...dead].flatMap(([of, documents]) =>
        of.row.id === segment.row.id ? [...documents] : [],
      )
      if (died.length === 0) continue
      const row = withDead(segment.row, died)
      if (livesIn(row) === 0) empty.push(row.id)
      else rows.push(row)
    }
    return { rows, empty }
  }

  /** What is to die in a segment that is going: its new place dies at once, since nobody would find it there later. */
  const takeDead = (id: string): readonly number[] => {
    const taken: number[] = []
    for (const [segment, documents] of dead) {
      if (segment.row.id !== id) continue
      taken.push(...documents)
      dead.delete(segment)
    }
    return taken
  }

  const commit = async (): Promise<void> => {
    const added: SegmentRow[] = []
    if (builder.documents() > 0) {
      const sink = createSegmentSink({ store, id: createId(), breathe })
      await builder.write(sink)
      added.push(await sink.end(builder.documents()))
    }
    await enqueue(async () => {
      const { rows, empty } = buried()
      await store.commit({
        added,
        removed: empty,
        changed: rows,
        rooms: [...rooms.values()],
        goneRooms: [...gone],
      })
      reset()
      await index.refresh()
    })
    changed()
    merging ??= mergeAll().finally(() => {
      merging = null
    })
    // Whoever waits for it hears; whoever does not must not fail by it.
    merging.catch(() => undefined)
  }

  const mergeAll = async (): Promise<void> => {
    for (let due = dueMerge(index.segments()); due.length > 0; due = dueMerge(index.segments())) {
      const sink = createSegmentSink({ store, id: createId(), breathe })
      const made = await mergeSegments(due, sink)
      const row = await sink.end(made.documents)
      await enqueue(async () => {
        const now = new Map(index.segments().map(segment => [segment.row.id, segment]))
        // Everything was dropped meanwhile: what was merged goes with the next leftovers.
        if (due.some(segment => !now.has(segment.row.id))) return
        const died = due.flatMap((segment, source) =>
          [...diedSince(segment, now.get(segment.row.id)), ...takeDead(segment.row.id)].map(
            document => made.movedTo[source]?.[document] ?? -1,
          ),
        )
        await store.commit({
          added: made.documents === 0 ? [] : [withDead(row, died)],
          removed: due.map(segment => segment.row.id),
          changed: [],
          rooms: [],
          goneRooms: [],
        })
        await index.refresh()
      })
      changed()
    }
  }

  return {
    add: document => builder.add(document),
    remove: ({ segment, document }) => {
      const documents = dead.get(segment) ?? new Set()
      documents.add(document)
      dead.set(segment, documents)
    },
    keepRoom: room => {
      rooms.set(room.roomId, room)
      gone.delete(room.roomId)
    },
    forgetRoom: roomId => {
      gone.add(roomId)
      rooms.delete(roomId)
    },
    isFull: () => builder.size() >= fullAt,
    commit,
    merged: () => merging ?? Promise.resolve(),
  }
}

const withDead = (row: SegmentRow, documents: readonly number[]): SegmentRow => {
  if (documents.length === 0) return row
  const dead = new Uint8Array(Math.ceil(row.documents / 8))
  if (row.dead !== undefined) dead.set(row.dead)
  for (const document of documents)
    if (document >= 0) dead[document >> 3] = (dead[document >> 3] ?? 0) | (1 << (document & 7))
  return { ...row, dead }
}

const livesIn = ({ documents, dead }: SegmentRow): number => {
  let living = 0
  for (let document = 0; document < documents; document += 1) if (!isDeadIn(dead, document)) living += 1
  return living
}

const diedSince = (before: Segment, now: Segment | undefined): readonly number[] => {
  const died: number[] = []
  for (let document = 0; document < before.table.count; document += 1)
    if (now?.isDead(document) && !before.isDead(document)) died.push(document)
  return died
}

/** Segments that are to become one: eight of a size, or one that is mostly dead. */
const dueMerge = (segments: readonly Segment[]): readonly Segment[] => {
  const decayed = segments.find(({ live, table }) => live.documents < table.count * (1 - mostDead))
  if (decayed !== undefined) return [decayed]
  const bySize = Map.groupBy(segments, ({ live }) =>
    Math.floor(Math.log(Math.max(1, live.documents)) / Math.log(mergeFactor)),
  )
  return [...bySize.values()].find(each => each.length >= mergeFactor) ?? []
}
