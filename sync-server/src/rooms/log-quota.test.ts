import type { WorkspaceId } from '@weft/shared/ids.ts'
import { quotaReserveBytes, reservedUpdateBytes } from '@weft/shared/protocol/limits.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { roomId, workspaceId } from '../testing/ids.ts'
import { askElsewhereMilliseconds, createQuotaOf } from './log-quota.ts'
import { valueOf } from './room-log.contract.ts'
import type { RoomRef } from './room-log.ts'

const quota = 10_000_000

const thread: RoomRef = { workspaceId: workspaceId(1), roomId: roomId(1) }
const document: RoomRef = {
  workspaceId: workspaceId(1),
  roomId: roomId(1).replace('thr_', 'wdc_') as RoomRef['roomId'],
}

/** An update that writes, of so many bytes. */
const writes = (byteLength = 100) => ({ byteLength, clients: ['somebody'] })
const deletes = (byteLength = 100) => ({ byteLength, clients: [] })

const createWorld = (used = 0) => {
  const clock = testClock()
  const asked: WorkspaceId[] = []
  const state = { used, isDown: false }
  return {
    clock,
    asked,
    state,
    quotaOf: createQuotaOf({
      quota,
      clock,
      usedElsewhere: async id => {
        asked.push(id)
        return state.isDown ? err({ type: 'log-unavailable', cause: 'down' }) : ok(state.used)
      },
    }),
  }
}

test('Q1: what the account has elsewhere is taken off, and seen a little later', async () => {
  const { quotaOf, clock, asked, state } = createWorld(4_000_000)
  const limits = async () => valueOf(await quotaOf(thread, writes()))?.bytes
  expect(await Promise.all([limits(), limits()])).toEqual([6_000_000, 6_000_000])
  state.used = 9_000_000
  clock.advance(askElsewhereMilliseconds - 1)
  expect(await limits()).toBe(6_000_000)
  clock.advance(1)
  expect(await limits()).toBe(1_000_000)
  expect(await limits()).toBe(1_000_000)
  // Not once for each update.
  expect(asked).toEqual([workspaceId(1), workspaceId(1)])
})

test('Q3: small updates of the document of the workspace, and those that only delete, have a reserve', async () => {
  const { quotaOf } = createWorld()
  const reserve = async (...asked: Parameters<typeof quotaOf>) => valueOf(await quotaOf(...asked))?.reserve
  expect(await reserve(document, writes(reservedUpdateBytes))).toBe(quotaReserveBytes)
  expect(await reserve(thread, deletes(reservedUpdateBytes))).toBe(quotaReserveBytes)
  expect(await reserve(document, writes(reservedUpdateBytes + 1))).toBe(0)
  expect(await reserve(thread, deletes(reservedUpdateBytes + 1))).toBe(0)
  expect(await reserve(thread, writes())).toBe(0)
})

test('a database that does not answer is asked again by the next update', async () => {
  const { quotaOf, state } = createWorld(1)
  state.isDown = true
  expect(await quotaOf(thread, writes())).toMatchObject({ ok: false, error: { type: 'log-unavailable' } })
  state.isDown = false
  expect(valueOf(await quotaOf(thread, writes()))).toEqual({ bytes: quota - 1, reserve: 0 })
})

test('without a quota nobody is asked and nothing is bounded', async () => {
  const unbounded = createQuotaOf({
    quota: null,
    clock: testClock(),
    usedElsewhere: () => Promise.reject(new Error('not asked')),
  })
  expect(valueOf(await unbounded(thread, writes(1e9)))).toBeUndefined()
})
