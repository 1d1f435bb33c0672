import { describe, expect, test } from 'vitest'
import type { MessageKey, MessageRow } from '../threads/tables.ts'
import { threadPath } from '../threads/thread-path.ts'
import { createMessageStore } from './message-store.ts'
import { rowsAround } from './row-window.ts'
import { messageRows, textPart } from './testing/message-rows.ts'

const rows = messageRows(
  Array.from({ length: 300 }, (_, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    parts: [textPart(`${index}`)],
  })),
)
const keyOf = (row: MessageRow): MessageKey => [row.roomId, row.parentKey, row.stamp, row.id]

const createWatched = () => {
  const watched: {
    readonly keys: readonly MessageKey[]
    readonly onRows: (rows: readonly MessageRow[]) => void
  }[] = []
  let stopped = 0
  const store = createMessageStore((keys, onRows) => {
    watched.push({ keys, onRows })
    return () => {
      stopped += 1
    }
  })
  return { store, watched, stopped: () => stopped }
}

describe('the message store', () => {
  test('keeps what it has read while the window moves, and watches one window at a time', () => {
    const { store, watched, stopped } = createWatched()
    store.watch(rows.slice(0, 10).map(keyOf))
    watched[0]?.onRows(rows.slice(0, 10))
    store.watch(rows.slice(5, 15).map(keyOf))
    expect([watched.length, stopped()]).toEqual([2, 1])
    expect(rows[0] && store.get(rows[0].id)).toBe(rows[0])
    store.watch(rows.slice(5, 15).map(keyOf))
    expect(watched).toHaveLength(2)
    store.close()
    expect(stopped()).toBe(2)
  })

  test('the same message read again is the same object; a register beside it makes another', () => {
    const { store, watched } = createWatched()
    const [row] = rows
    if (!row) throw new Error('no rows')
    store.watch([keyOf(row)])
    let told = 0
    store.subscribe(() => {
      told += 1
    })
    watched[0]?.onRows([row])
    watched[0]?.onRows([structuredClone(row)])
    expect([told, store.version(), store.get(row.id)]).toEqual([1, 1, row])
    watched[0]?.onRows([{ ...row, rating: 'good' }])
    expect([told, store.get(row.id)?.rating]).toEqual([2, 'good'])
  })

  test('an answer is read again when it gets the stamp it was written with', () => {
    const { store, watched } = createWatched()
    const [row] = rows
    if (!row) throw new Error('no rows')
    const [room, parent, , id] = keyOf(row)
    store.watch([[room, parent, 'ff00000000000000' as MessageKey[2], id]])
    store.watch([keyOf(row)])
    expect(watched).toHaveLength(2)
  })
})

describe('rowsAround', () => {
  const path = threadPath(rows.map(keyOf), new Set())

  test('takes in forty messages on each side, and moves in strides', () => {
    for (let first = 0; first < 290; first += 1) {
      const window = rowsAround(path, first, first + 8)
      const places = window.map(key => rows.findIndex(row => row.id === key[3]))
      expect(Math.min(...places)).toBeLessThanOrEqual(Math.max(0, first - 40))
      expect(Math.max(...places)).toBeGreaterThanOrEqual(Math.min(299, first + 8 + 40))
      expect(window.length).toBeLessThan(40 + 40 + 9 + 2 * 32)
    }
    const windows = new Set(
      Array.from({ length: 290 }, (_, first) => rowsAround(path, first, first + 8)[0]?.[3]),
    )
    expect(windows.size).toBeLessThan(12)
  })
})
