/** What every store must do. Registered for the memory store and for Dexie, in Node and in Chromium. */

import { must } from '@weft/shared/assert.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RoomRef } from '../room-ref.ts'
import type { Acknowledgement, Commit, HeadMoved, ServerState, StorageError, Store } from '../store.ts'

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
          { number: 2, bytes: bytes(2), waiting: true },
          { number: 3, bytes: bytes(3), waiting: true },
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

    it('ST3 writes nothing when another tab has made the rows meanwhile, or left some out', async () => {
      await test.store.commit(commitOf(room, 0, { materialized: 2 }))
      const late = commitOf(room, 0, { materialized: 1, madeFrom: 1, rows: [put(room, 'n', 'late')] })
      expect(await test.store.commit(late)).toEqual({ ok: false, error: { type: 'head-moved', head: 0 } })
      expect(await test.rows('notes')).toEqual([])
      expect((await test.store.commit({ ...late, madeFrom: 2 })).ok).toBe(true)
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
      expect(loaded).toMatchObject({ damaged: 1, head: 4 })
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

    const own = (...values: number[]) => ({ bytes: bytes(...values), touched: [`m:${values.join('')}`] })
    const received = (serverNumber: number, ...values: number[]) => ({ ...own(...values), serverNumber })
    const step = (number: number, epoch = 'e') => ({ type: 'step', epoch, number }) as const
    const commit = async (ref: RoomRef, head: number, change: Partial<Commit>) =>
      expect(await test.store.commit(commitOf(ref, head, change))).toEqual({
        ok: true,
        value: expect.any(Number),
      })
    const valueOf = async <T>(result: Promise<Result<T, StorageError>>): Promise<T> => {
      const settled = await result
      if (!settled.ok) throw new Error(settled.error.type)
      return settled.value
    }
    const outboxOf = async (ref: RoomRef) =>
      (await valueOf(test.store.outbox(ref, 0, 1_000))).map(({ number }) => number)
    const enter = (epoch = 'e', head: ServerState['head'] = null) =>
      valueOf(test.store.enterEpoch(room.workspaceId, { epoch, head }))
    const acknowledge = (rows: Acknowledgement['rows'], more: Partial<Acknowledgement> = {}) =>
      valueOf(test.store.acknowledge({ ...room, rows, serverNumber: 7, epoch: 'e', ...more }))

    it('ST11 keeps what has no number from a server in the outbox, oldest first and in pieces', async () => {
      await enter()
      await commit(room, 0, { updates: [own(1), own(2, 2)] })
      await commit(room, 2, { updates: [received(1, 3)], cursor: step(1) })
      await commit(room, 3, { updates: [own(4)] })
      expect(await valueOf(test.store.outbox(room, 0, 1_000))).toEqual([
        { number: 1, ...own(1) },
        { number: 2, ...own(2, 2) },
        { number: 4, ...own(4) },
      ])
      expect(await valueOf(test.store.outbox(room, 1, 1))).toEqual([{ number: 2, ...own(2, 2) }])
      expect(await valueOf(test.store.outbox(room, 0, 3))).toHaveLength(2)
      expect((await load(room)).waiting).toEqual([1, 2, 4])
      expect(await valueOf(test.store.waitingPlaces(room))).toEqual(new Set(['m:1', 'm:22', 'm:4']))
      expect(await valueOf(test.store.waitingCount(room.workspaceId))).toBe(3)
      expect(await valueOf(test.store.since(room, 2))).toEqual([
        { number: 3, bytes: bytes(3), waiting: false },
        { number: 4, bytes: bytes(4), waiting: true },
      ])
    })

    it('ST12 names rooms that wait, the newest written first, and only of one workspace', async () => {
      await enter()
      await commit(room, 0, { updates: [own(1)], at: 10 })
      await commit(otherRoom, 0, { updates: [own(1)], at: 20 })
      await commit(elsewhere, 0, { updates: [own(1)], at: 30 })
      const waiting = await valueOf(test.store.waitingRooms(room.workspaceId))
      expect(waiting).toEqual([
        { ...otherRoom, refill: false, head: 1 },
        { ...room, refill: false, head: 1 },
      ])
      await acknowledge([1])
      expect(await valueOf(test.store.waitingRooms(room.workspaceId))).toEqual(waiting.slice(0, 1))
      expect(await valueOf(test.store.waitingCount(elsewhere.workspaceId))).toBe(1)
    })

    it('ST13 takes acknowledged rows out of the outbox, single ones and ranges, each once', async () => {
      await enter()
      await commit(room, 0, { updates: [own(1), own(2), own(3), own(4), own(5)] })
      await acknowledge([2, 9])
      expect(await outboxOf(room)).toEqual([1, 3, 4, 5])
      await acknowledge({ from: 1, through: 4 })
      await acknowledge({ from: 1, through: 4 }, { serverNumber: 8 })
      expect(await outboxOf(room)).toEqual([5])
      await acknowledge([])
      expect(await outboxOf(room)).toEqual([5])
      expect(await load(room)).toMatchObject({ waiting: [5], updates: Array.from({ length: 5 }, () => ({})) })
      expect(await valueOf(test.store.foldable(room))).toMatchObject({
        updates: [1, 2, 3, 4].map(number => ({ number })),
      })
    })

    it('ST24 takes several acks at once, each with its number', async () => {
      await enter()
      await commit(room, 0, { updates: [own(1), own(2)] })
      await commit(otherRoom, 0, { updates: [own(1)] })
      const acks = [
        { ...room, rows: [1], serverNumber: 1, epoch: 'e' },
        { ...otherRoom, rows: [1], serverNumber: 2, epoch: 'e' },
        { ...room, rows: [2], serverNumber: 3, epoch: 'gone' },
      ]
      await valueOf(test.store.acknowledgeAll(acks))
      expect(await outboxOf(room)).toEqual([2])
      expect(await outboxOf(otherRoom)).toEqual([])
      expect(await valueOf(test.store.cursor(room.workspaceId))).toMatchObject({ number: 2 })
    })

    it('ST14 moves the cursor by one step, or by a page, and never back', async () => {
      const cursor = async () => valueOf(test.store.cursor(room.workspaceId))
      expect(await cursor()).toEqual({ epoch: '', number: 0, done: [], syncedAt: null })
      expect(await enter()).toBe(false)
      await commit(room, 0, { updates: [received(1, 1)], cursor: step(1) })
      await commit(room, 1, { updates: [received(3, 3)], cursor: step(3) })
      expect(await cursor()).toMatchObject({ epoch: 'e', number: 1 })
      await commit(room, 2, { updates: [own(4)] })
      await acknowledge([3], { serverNumber: 2 })
      expect(await cursor()).toMatchObject({ number: 2 })
      const done = [{ from: 5, through: 9 }]
      const page = { type: 'page', epoch: 'e', number: 2, done, syncedAt: null } as const
      await commit(otherRoom, 0, { updates: [received(9, 9)], cursor: page })
      expect(await cursor()).toMatchObject({ number: 2, done })
      await valueOf(test.store.moveCursor(room.workspaceId, { ...page, number: 9, done: [], syncedAt: 5 }))
      await valueOf(test.store.moveCursor(room.workspaceId, { ...page, number: 4 }))
      expect(await cursor()).toEqual({ epoch: 'e', number: 9, done: [], syncedAt: 5 })
      expect(await valueOf(test.store.cursor(elsewhere.workspaceId))).toMatchObject({ number: 0 })
    })

    it('ST15 starts over with a restored database, and has every room refilled', async () => {
      await commit(otherRoom, 0, {})
      expect(await enter()).toBe(false)
      expect(await valueOf(test.store.waitingRooms(room.workspaceId))).toEqual([])
      await commit(room, 0, { updates: [received(1, 1)], cursor: step(1), at: 10 })
      await commit(otherRoom, 0, { updates: [received(2, 2)], cursor: step(2), at: 20 })
      expect(await enter('e', { number: 2, asked: 2 })).toBe(false)
      expect(await valueOf(test.store.waitingRooms(room.workspaceId))).toEqual([])
      for (const restored of [() => enter('f'), () => enter('f', { number: 1, asked: 2 })]) {
        expect(await restored()).toBe(true)
        expect(await valueOf(test.store.cursor(room.workspaceId))).toMatchObject({ epoch: 'f', number: 0 })
        expect(await valueOf(test.store.waitingRooms(room.workspaceId))).toEqual([
          { ...otherRoom, refill: true, head: 1 },
          { ...room, refill: true, head: 1 },
        ])
      }
      await acknowledge({ from: 1, through: 1 }, { epoch: 'f' })
      expect(await valueOf(test.store.waitingRooms(room.workspaceId))).toHaveLength(2)
      await acknowledge({ from: 1, through: 1 }, { epoch: 'f', refilled: true })
      expect(await valueOf(test.store.waitingRooms(room.workspaceId))).toEqual([
        { ...otherRoom, refill: true, head: 1 },
      ])
    })

    it('ST16 believes nothing that another database has said', async () => {
      await enter('f')
      await commit(room, 0, { updates: [own(1)] })
      await acknowledge([1])
      expect(await outboxOf(room)).toEqual([1])
      await commit(room, 1, { updates: [received(1, 2)], cursor: step(1) })
      expect(await outboxOf(room)).toEqual([1, 2])
      expect(await valueOf(test.store.cursor(room.workspaceId))).toMatchObject({ number: 0 })
    })

    it('ST17 keeps what is set aside, with its reason, out of log and outbox', async () => {
      await enter()
      await commit(room, 0, { updates: [own(1), own(2), { ...received(5, 3), aside: 'update-unsound' }] })
      await valueOf(test.store.setAside(room, 1, 'clock-jump'))
      const loaded = await load(room)
      expect(loaded).toMatchObject({ head: 4, damaged: 0, waiting: [2] })
      expect(loaded.updates.map(({ number }) => number)).toEqual([2])
      expect(await outboxOf(room)).toEqual([2])
      await acknowledge({ from: 1, through: 3 })
      expect(await valueOf(test.store.aside(room.workspaceId))).toEqual([
        { ...room, number: 1, ...own(1), reason: 'clock-jump', own: true },
        { ...room, number: 3, ...own(3), reason: 'update-unsound', own: false, serverNumber: 5 },
      ])
      expect(await valueOf(test.store.waitingRooms(room.workspaceId))).toEqual([])
      expect(await valueOf(test.store.aside(elsewhere.workspaceId))).toEqual([])
    })

    it('ST18 asks a server again for what it had sent and is damaged now', async () => {
      await enter()
      await commit(room, 0, { updates: [received(1, 1)], cursor: step(1) })
      await valueOf(test.store.setAside(room, 1, 'client-id-foreign'))
      expect(await valueOf(test.store.cursor(room.workspaceId))).toMatchObject({ number: 1 })
      await valueOf(test.store.setAside(room, 1, 'damaged'))
      expect(await valueOf(test.store.cursor(room.workspaceId))).toMatchObject({ epoch: 'e', number: 0 })
    })

    const fold = (rows: readonly number[], through: number, from = 0) =>
      valueOf(test.store.fold({ ...room, from, rows, through, bytes: bytes(100 + through) }))

    it('ST19 puts a snapshot in the place of acknowledged rows, and of no other', async () => {
      await enter()
      await commit(room, 0, { updates: [received(1, 1), own(2), received(2, 3), received(3, 4)] })
      expect(await valueOf(test.store.roomsToFold(5))).toEqual([])
      expect(await valueOf(test.store.roomsToFold(4))).toEqual([room])
      expect(await valueOf(test.store.foldable(room))).toEqual({
        snapshot: null,
        updates: [
          { number: 1, bytes: bytes(1) },
          { number: 3, bytes: bytes(3) },
          { number: 4, bytes: bytes(4) },
        ],
      })
      expect(await fold([1, 2, 3], 3)).toBe(false)
      expect(await fold([1, 3], 3)).toBe(true)
      expect(await load(room)).toMatchObject({
        head: 4,
        snapshot: { number: 3, bytes: bytes(103) },
        updates: [{ number: 2 }, { number: 4 }],
        waiting: [2],
      })
      expect(await fold([1, 3], 3)).toBe(false)
      expect(await fold([4], 4)).toBe(false)
      await valueOf(test.store.setAside(room, 4, 'damaged'))
      expect(await fold([4], 4, 3)).toBe(false)
      expect(await valueOf(test.store.roomsToFold(3))).toEqual([])
    })

    it('ST20 gives the snapshot to whoever has missed rows that are in it', async () => {
      await commit(room, 0, { updates: [received(1, 1), own(2), received(2, 3), own(4)] })
      await fold([1, 3], 3)
      const [snapshot, two, four] = [
        { number: 3, bytes: bytes(103), waiting: false },
        { number: 2, bytes: bytes(2), waiting: true },
        { number: 4, bytes: bytes(4), waiting: true },
      ]
      expect(await valueOf(test.store.since(room, 0))).toEqual([snapshot, two, four])
      expect(await valueOf(test.store.since(room, 2))).toEqual([snapshot, four])
      expect(await valueOf(test.store.since(room, 3))).toEqual([four])
    })

    it('ST21 sets a damaged snapshot aside, never writes over it, and asks the server again', async () => {
      await enter()
      await commit(room, 0, { updates: [received(1, 1), received(2, 2)], cursor: step(1) })
      await fold([1], 1)
      await valueOf(test.store.setAside(room, 1, 'damaged'))
      expect(await load(room)).toMatchObject({ snapshot: null, damaged: 1, updates: [{ number: 2 }] })
      expect(await valueOf(test.store.cursor(room.workspaceId))).toMatchObject({ number: 0 })
      expect(await valueOf(test.store.since(room, 0))).toEqual([
        { number: 2, bytes: bytes(2), waiting: false },
      ])
      expect(await fold([2], 2)).toBe(false)
    })

    it('ST22 forgets outbox and snapshot of a room too', async () => {
      await commit(room, 0, { updates: [received(1, 1), own(2)] })
      await fold([1], 1)
      await commit(otherRoom, 0, { forgotten: [room] })
      expect(await load(room)).toMatchObject({ head: 0, snapshot: null, updates: [], waiting: [] })
      expect(await valueOf(test.store.waitingCount(room.workspaceId))).toBe(0)
      expect(await valueOf(test.store.waitingRooms(room.workspaceId))).toEqual([])
    })

    it('ST25 forgets a room only where its log still ends as the caller saw it', async () => {
      await commit(room, 0, { updates: [own(1)], rows: [put(room, 'n', 'kept')] })
      await commit(otherRoom, 0, { forgotten: [{ ...room, head: 0 }] })
      expect(await load(room)).toMatchObject({ head: 1 })
      expect(await test.rows('notes')).toHaveLength(1)
      await commit(otherRoom, 0, { forgotten: [{ ...room, head: 1 }] })
      expect(await load(room)).toMatchObject({ head: 0, updates: [] })
      expect(await test.rows('notes')).toEqual([])
    })

    it('ST26 knows which own updates a server got after a place was written, or not at all', async () => {
      await enter()
      const written = { ...otherRoom, place: 'r:thr.gone.' }
      const at = (place: string, number?: number) => ({
        bytes: bytes(9),
        touched: [place],
        ...(number === undefined ? {} : { serverNumber: number }),
      })
      await commit(room, 0, { updates: [own(1), own(2), own(3), received(9, 4)] })
      await test.store.acknowledge({ ...room, rows: [1], serverNumber: 3, epoch: 'e' })
      await test.store.acknowledge({ ...room, rows: [2], serverNumber: 7, epoch: 'e' })
      expect(await valueOf(test.store.unseenAt(room, written))).toEqual([3])
      await commit(otherRoom, 0, { updates: [at('r:thr.gone.b'), at('r:thr.gone.a', 5), at('r:x', 1)] })
      expect(await valueOf(test.store.unseenAt(room, written))).toEqual([2, 3])
      await test.store.setAside(room, 3, 'damaged')
      expect(await valueOf(test.store.unseenAt(room, written))).toEqual([2])
    })

    it('ST27 settles rows that are set aside with the commit that takes them back', async () => {
      await enter()
      await commit(room, 0, { updates: [own(1), { ...received(5, 2), aside: 'apply-hung' }] })
      await valueOf(test.store.setAside(room, 1, 'clock-jump'))
      await commit(room, 3, { updates: [own(3), received(5, 4)], settled: [1, 2] })
      expect(await valueOf(test.store.aside(room.workspaceId))).toEqual([])
      expect(await load(room)).toMatchObject({
        head: 5,
        updates: [{ number: 4 }, { number: 5 }],
        waiting: [4],
      })
      expect(await outboxOf(room)).toEqual([4])
    })

    it('ST28 settles nothing and writes nothing when another tab has settled a row, or it is not set aside', async () => {
      await enter()
      await commit(room, 0, { updates: [own(1), own(2), own(3)] })
      await valueOf(test.store.setAside(room, 1, 'clock-jump'))
      await valueOf(test.store.setAside(room, 2, 'clock-jump'))
      await commit(room, 5, { settled: [1] })
      const late = (settled: readonly number[]) =>
        test.store.commit(commitOf(room, 5, { updates: [own(9)], rows: [put(room, 'n', 'late')], settled }))
      for (const settled of [[1, 2], [2, 3], [7]])
        expect(await late(settled)).toEqual({ ok: false, error: { type: 'head-moved', head: 5 } })
      expect(await valueOf(test.store.aside(room.workspaceId))).toMatchObject([{ number: 2 }])
      expect(await outboxOf(room)).toEqual([3])
      expect(await test.rows('notes')).toEqual([])
    })

    const everything = async () => ({
      loaded: await load(room),
      outbox: await valueOf(test.store.outbox(room, 0, 1_000)),
      rooms: await valueOf(test.store.waitingRooms(room.workspaceId)),
      cursor: await valueOf(test.store.cursor(room.workspaceId)),
      aside: await valueOf(test.store.aside(room.workspaceId)),
    })

    /** Each change that is no commit, after ST23's beginning. */
    const changes: Readonly<Record<string, () => Promise<Result<unknown, HeadMoved | StorageError>>>> = {
      'a commit': () =>
        test.store.commit(commitOf(room, 5, { updates: [received(2, 9), own(8)], cursor: step(2) })),
      'an ack': () =>
        test.store.acknowledge({ ...room, rows: { from: 1, through: 9 }, serverNumber: 2, epoch: 'e' }),
      'several acks': () =>
        test.store.acknowledgeAll(
          [2, 3].map(number => ({ ...room, rows: [number], serverNumber: number, epoch: 'e' })),
        ),
      'a row set aside': () => test.store.setAside(room, 1, 'damaged'),
      'a row taken back': () => test.store.commit(commitOf(room, 5, { updates: [own(7)], settled: [5] })),
      'a new epoch': () => test.store.enterEpoch(room.workspaceId, { epoch: 'f', head: null }),
      'a page': () =>
        test.store.moveCursor(room.workspaceId, {
          type: 'page',
          epoch: 'e',
          number: 9,
          done: [],
          syncedAt: 1,
        }),
      'a fold': () => test.store.fold({ ...room, from: 0, rows: [1, 4], through: 4, bytes: bytes(9) }),
    }

    it.each(Object.keys(changes))(
      'ST23 leaves no trace of %s that fails at any of its requests',
      async label => {
        await enter()
        const hung = { ...received(8, 5), aside: 'apply-hung' } as const
        const updates = [received(1, 1), own(2), own(3), received(7, 4), hung]
        await commit(room, 0, { updates, cursor: step(1) })
        const before = await everything()
        let failures = 0
        for (let request = 0; ; request += 1) {
          test.failAt(request)
          const result = await must(changes[label], 'a change')()
          test.failAt(null)
          if (result.ok) break
          failures += 1
          expect(await everything()).toEqual(before)
        }
        expect(failures).toBeGreaterThan(1)
        expect(await everything()).not.toEqual(before)
      },
    )
  })
}
