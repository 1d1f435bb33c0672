/** The segments as they are stored now, opened. Whoever hears that they have changed looks again. */

import { createBlockCache } from './block-cache.ts'
import { openSegment, type Segment } from './segment.ts'
import { searchFormat } from './search-format.ts'
import type { SegmentStore } from './segment-store.ts'

export interface OpenIndex {
  readonly segments: () => readonly Segment[]
  /** Opens what is new and lets go of what is gone. Rejects where something is not what was written. */
  readonly refresh: () => Promise<void>
}

export const createOpenIndex = (store: Pick<SegmentStore, 'segments' | 'blocks'>): OpenIndex => {
  const cache = createBlockCache(store)
  let opened: readonly Segment[] = []
  let refreshing: Promise<void> | null = null
  let isAskedAgain = false

  const read = async (): Promise<void> => {
    const rows = await store.segments()
    const known = new Map(opened.map(segment => [segment.row.id, segment]))
    const next: Segment[] = []
    for (const row of rows) {
      // What another Weft has written is dropped by whoever writes; until then it is not there.
      if (row.format !== searchFormat) continue
      const before = known.get(row.id)
      if (before === undefined) next.push(await openSegment(row, store, cache))
      else next.push(sameDead(before.row.dead, row.dead) ? before : before.with(row))
    }
    opened = next
  }

  const refresh = async (): Promise<void> => {
    do {
      isAskedAgain = false
      await read()
    } while (isAskedAgain)
  }

  return {
    segments: () => opened,
    refresh: () => {
      isAskedAgain = true
      refreshing ??= refresh().finally(() => {
        refreshing = null
      })
      return refreshing
    },
  }
}

const sameDead = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.every((byte, index) => byte === b[index]))
