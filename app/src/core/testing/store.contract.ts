/** What every store must do. Registered for the memory store and for Dexie, in Node and in Chromium. */

import { must } from '@weft/shared/assert.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RoomRef } from '../room-ref.ts'
import type { Commit, Store } from '../store.ts'

export interface StoreUnderTest {
  readonly store: Store
  /** All rows of a table as they stand. */
  readonly rows: (table: string) => Promise<readonly object[]>
  /** Makes the k-th request inside the next commits fail; null lets them succeed. */
  readonly failAt: (request: number | null) => void
}

const room: RoomRef = {
  workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId,
  roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId,
}
const otherRoom: RoomRef = { ...room, roomId: 'thr_bbbbbbbbbbbbbbbbbbbbbbbbbb' as RoomId }
const elsewhere: RoomRef = { ...room, workspaceId: 'wsp_bbbbbbbbbbbbbbbbbbbbbbbbbb' as WorkspaceId }

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

const commitOf = (ref: RoomRef, expectedHead: number, change: Partial<Commit> = {}): Commit => ({
  ...ref,
  expectedHead,
  updates: [],
  rows: [],
  marks: [],
  materialized: 1,
  dropped: [],
  forgotten: [],
  at: 1,
  ...change,
})

const row = (ref: RoomRef, id: string, text: string) => ({ ...ref, id, text })
const put = (ref: RoomRef, id: string, text: string) =>
  ({ type: 'put', table: 'notes', row: row(ref, id, text) }) as const

/** Registers the suite. The store has one derived table, `notes`, with primary key [workspaceId+id]. */
export const storeContract = (name: string, create: () => Promise<StoreUnderTest>): void => {
  describe(`a store (${name})`, () => {
    let test: StoreUnderTest
    const load = async (ref: RoomRef) => {
      const loaded = await test.store.load(ref)
      return must(loaded.ok ? loaded.value : null, 'a room that loads')
    }

    beforeEach(async () => {
      test = await create()
    })

    it('ST1 knows nothing of a room that was never written', async () => {
      expect(await load(room)).toEqual({
        head: 0,
        materialized: 0,
        snapshot: null,
        updates: [],
        waiting: [],
        marks: new Map(),
        damaged: 0,
      })
    })

    it('ST2 numbers updates from 1 in the order of commits and gives back their bytes', async () => {
      expect(
        await test.store.commit(commitOf(room, 0, { updates: [{ bytes: bytes(1), touched: ['m:a'] }] })),
      ).toEqual({
        ok: true,
        value: 1,
      })
      const two = [
        { bytes: bytes(2), touched: [] },
        { bytes: bytes(3), touched: [] },
      ]
      expect(await test.store.commit(commitOf(room, 1, { updates: two }))).toEqual({ ok: true, value: 3 })
      expect((await load(room)).updates).toEqual([
        { number: 1, bytes: bytes(1) },
        { number: 2, bytes: bytes(2) },
        { number: 3, bytes: bytes(3) },
      ])
      expect(await test.store.since(room, 1)).toEqual({
        ok: true,
        value: [
          { number: 2, bytes: bytes(2) },
          { number: 3, bytes: bytes(3) },
        ],
      })
    })

    it('ST3 writes nothing when the head has moved, and says where it is', async () => {
      await test.store.commit(commitOf(room, 0, { updates: [{ bytes: bytes(1), touched: [] }] }))
      const late = commitOf(room, 0, {
        updates: [{ bytes: bytes(9), touched: [] }],
        rows: [put(room, 'n', 'late')],
      })
      expect(await test.store.commit(late)).toEqual({ ok: false, error: { type: 'head-moved', head: 1 } })
      expect((await load(room)).updates).toHaveLength(1)
      expect(await test.rows('notes')).toEqual([])
    })

    it('ST4 lets exactly one of several commits at once win', async () => {
      const racing = Array.from({ length: 8 }, (_, index) =>
        test.store.commit(commitOf(room, 0, { updates: [{ bytes: bytes(index), touched: [] }] })),
      )
      const results = await Promise.all(racing)
      expect(results.filter(result => result.ok)).toHaveLength(1)
      expect((await load(room)).head).toBe(1)
    })

    it('ST5 puts, replaces and deletes rows with the update', async () => {
      await test.store.commit(commitOf(room, 0, { rows: [put(room, 'a', 'one'), put(room, 'b', 'two')] }))
      const del = { type: 'delete', table: 'notes', key: [room.workspaceId, 'b'] } as const
      await test.store.commit(commitOf(room, 0, { rows: [put(room, 'a', 'changed'), del] }))
      expect(await test.rows('notes')).toEqual([row(room, 'a', 'changed')])
    })

    it('ST6 keeps rooms and workspaces apart', async () => {
      for (const ref of [room, otherRoom, elsewhere]) {
        await test.store.commit(
          commitOf(ref, 0, {
            updates: [{ bytes: bytes(1), touched: [] }],
            rows: [put(ref, ref.roomId, ref.roomId)],
          }),
        )
      }
      await test.store.commit(commitOf(room, 1, { dropped: ['notes'] }))
      expect(await test.rows('notes')).toHaveLength(2)
      expect((await load(elsewhere)).head).toBe(1)
      const rooms = await test.store.rooms()
      expect(rooms.ok && rooms.value).toHaveLength(3)
    })

    it('ST7 forgets a room with everything it holds', async () => {
      await test.store.commit(
        commitOf(otherRoom, 0, {
          updates: [{ bytes: bytes(1), touched: [] }],
          rows: [put(otherRoom, 'x', 'gone')],
          marks: [{ key: 'm:x', sealed: bytes(7) }],
        }),
      )
      await test.store.commit(commitOf(room, 0, { forgotten: [otherRoom] }))
      expect(await load(otherRoom)).toMatchObject({ head: 0, updates: [], marks: new Map() })
      expect(await test.rows('notes')).toEqual([])
    })

    it('ST8 keeps and forgets marks', async () => {
      await test.store.commit(commitOf(room, 0, { marks: [{ key: 'm:a', sealed: bytes(5) }] }))
      expect((await load(room)).marks).toEqual(new Map([['m:a', bytes(5)]]))
      await test.store.commit(commitOf(room, 0, { marks: [{ key: 'm:a', sealed: null }] }))
      expect((await load(room)).marks).toEqual(new Map())
    })

    it('ST9 keeps a damaged update but never gives it out again', async () => {
      const three = [1, 2, 3].map(value => ({ bytes: bytes(value), touched: [] }))
      await test.store.commit(commitOf(room, 0, { updates: three }))
      await test.store.setAside(room, 2, 'damaged')
      const loaded = await load(room)
      expect(loaded.updates.map(update => update.number)).toEqual([1, 3])
      expect(loaded).toMatchObject({ damaged: 1, head: 3 })
    })

    it('ST10 leaves no trace of a commit that fails at any of its requests', async () => {
      await test.store.commit(
        commitOf(room, 0, { updates: [{ bytes: bytes(1), touched: [] }], rows: [put(room, 'a', 'before')] }),
      )
      const change = commitOf(room, 1, {
        updates: [{ bytes: bytes(2), touched: [] }],
        rows: [put(room, 'a', 'after'), { type: 'delete', table: 'notes', key: [room.workspaceId, 'z'] }],
        marks: [{ key: 'm:a', sealed: bytes(5) }],
        dropped: ['notes'],
        forgotten: [otherRoom],
      })
      let failures = 0
      for (let request = 0; ; request += 1) {
        test.failAt(request)
        const result = await test.store.commit(change)
        test.failAt(null)
        if (result.ok) break
        failures += 1
        expect(await load(room)).toMatchObject({
          head: 1,
          updates: [{ number: 1, bytes: bytes(1) }],
          marks: new Map(),
        })
        expect(await test.rows('notes')).toEqual([row(room, 'a', 'before')])
      }
      // A suite that never made a request fail has shown nothing.
      expect(failures).toBeGreaterThan(4)
      expect((await load(room)).head).toBe(2)
      expect(await test.rows('notes')).toEqual([row(room, 'a', 'after')])
    })
  })
}
