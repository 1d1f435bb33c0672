/** Many commits at once, as an import makes them. */

import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { expect, it } from 'vitest'
import { type BulkStore, createBulkStore } from './bulk-store.ts'
import type { DexieStore } from './dexie-store.ts'
import type { RoomRef } from './room-ref.ts'
import type { Commit } from './store.ts'
import { createDexieUnderTest } from './testing/dexie-under-test.ts'

const roomOf = (letter: string): RoomRef => ({
  workspaceId: `wsp_${'a'.repeat(26)}` as WorkspaceId,
  roomId: `thr_${letter.repeat(26)}` as RoomId,
})

const commitOf = (room: RoomRef, expectedHead: number): Commit => ({
  ...room,
  expectedHead,
  updates: [{ bytes: Uint8Array.of(1), touched: [] }],
  rows: [{ type: 'put', table: 'notes', row: { ...room, id: room.roomId, text: 'x' } }],
  marks: [],
  materialized: 1,
  dropped: [],
  forgotten: [],
  at: 1,
})

const createCounted = async () => {
  const groups: number[] = []
  const counting = (store: DexieStore): DexieStore => ({
    ...store,
    commitAll: commits => {
      groups.push(commits.length)
      return store.commitAll(commits)
    },
  })
  let made: BulkStore | undefined
  const test = await createDexieUnderTest(store => {
    const { commitAll } = counting(store)
    made = createBulkStore({ store, commitAll, maxGroup: 16 })
    return made
  })
  return { ...test, store: must(made, 'a store'), groups }
}

const letters = 'bcdefghijklmnopqrstu'.split('')

it('stores what comes meanwhile in one transaction, each room by its own head', async () => {
  const { store, groups, rows } = await createCounted()
  await store.commit(commitOf(roomOf('c'), 0))
  const committed = await Promise.all(letters.map(letter => store.commit(commitOf(roomOf(letter), 0))))
  // One of them was there already; nobody else is held up by it.
  expect(committed.filter(({ ok }) => !ok)).toEqual([{ ok: false, error: { type: 'head-moved', head: 1 } }])
  expect(await rows('notes')).toHaveLength(letters.length)
  expect(groups).toEqual([1, 1, 16, 3])
})

it('keeps two commits of one room in their order', async () => {
  const { store } = await createCounted()
  const room = roomOf('b')
  const committed = await Promise.all([0, 1, 2].map(head => store.commit(commitOf(room, head))))
  expect(committed).toEqual([1, 2, 3].map(value => ({ ok: true, value })))
})

it('does not look for what is not here, once, and is told when it is', async () => {
  const { store } = await createCounted()
  const room = roomOf('b')
  await store.commit(commitOf(room, 0))
  store.expectAbsent([room])
  const first = await store.load(room)
  expect(first.ok && first.value.head).toBe(0)
  expect(await store.since(room, 0)).toEqual({ ok: true, value: [] })
  expect(await store.commit(commitOf(room, 0))).toEqual({ ok: false, error: { type: 'head-moved', head: 1 } })
  expect(await store.since(room, 0)).toMatchObject({ ok: true, value: [{ number: 1 }] })
  const second = await store.load(room)
  expect(second.ok && second.value.head).toBe(1)
})

it('tells everybody of a group that nothing of it is stored', async () => {
  const { store, failAt, rows } = await createCounted()
  await store.commit(commitOf(roomOf('v'), 0))
  failAt(20)
  const committed = await Promise.all(letters.map(letter => store.commit(commitOf(roomOf(letter), 0))))
  failAt(null)
  const stored = committed.filter(({ ok }) => ok).length
  expect(stored).toBeLessThan(letters.length)
  expect(await rows('notes')).toHaveLength(1 + stored)
})
