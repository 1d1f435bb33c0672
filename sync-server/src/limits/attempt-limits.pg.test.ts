import { testClock } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../testing/test-database.ts'
import { type AttemptLimits, createAttemptLimits, proofsOfAccount } from './attempt-limits.ts'

const rule = { ...proofsOfAccount, free: 3 }

const createLimits = async () => {
  const { db } = await createTestDatabase()
  const clock = testClock()
  return { db, clock, limits: createAttemptLimits({ db, clock, serverSecret: Buffer.alloc(32, 1) }) }
}

/** Zero where it was allowed. */
const waitOf = async (limits: AttemptLimits, subject = 'ada'): Promise<number> => {
  const taken = await limits.take(rule, subject)
  return taken.ok ? 0 : taken.error.retryAfter
}

test('after the free attempts each wait is twice the one before, up to a minute, and never a lock', async () => {
  const { clock, limits } = await createLimits()
  for (let attempt = 0; attempt < 3; attempt += 1) expect(await waitOf(limits)).toBe(0)
  const waits: number[] = []
  for (let attempt = 0; attempt < 9; attempt += 1) {
    expect(await waitOf(limits)).toBe(0)
    const wait = await waitOf(limits)
    waits.push(wait)
    // Asking while one waits makes the wait no longer.
    expect(await waitOf(limits)).toBe(wait)
    expect(await waitOf(limits, 'eve')).toBe(0)
    await limits.giveBack(rule, 'eve')
    clock.advance(wait * 1000 - 1)
    expect(await waitOf(limits)).toBe(1)
    clock.advance(1)
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  clock.advance(15 * 60_000)
  for (let attempt = 0; attempt < 3; attempt += 1) expect(await waitOf(limits)).toBe(0)
})

test('attempts that come all at once are counted one after the other', async () => {
  const { limits } = await createLimits()
  const all = await Promise.all(Array.from({ length: 40 }, () => waitOf(limits)))
  // The free ones, and the one that makes the others wait.
  expect(all.filter(wait => wait === 0)).toHaveLength(4)
})

test('what is counted says nothing of whom', async () => {
  const { db, limits } = await createLimits()
  await limits.take(rule, 'ada@example.org')
  const rows = await db.selectFrom('limits').selectAll().execute()
  expect(rows).toHaveLength(1)
  expect(Buffer.from(rows[0]?.key ?? []).toString('latin1')).not.toContain('ada')
  await limits.take({ ...rule, name: 'another' }, 'ada@example.org')
  expect(await db.selectFrom('limits').select('key').execute()).toHaveLength(2)
})
