import { err, ok, type Result } from '@weft/shared/result.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runEach } from './run-each.ts'

type Problem = 'refused' | 'full'

interface Plan {
  readonly items: readonly number[]
  readonly refused: ReadonlySet<number>
  readonly width: number
}

const plans: fc.Arbitrary<Plan> = fc
  .record({
    count: fc.nat(60),
    refused: fc.array(fc.nat(60), { maxLength: 10 }),
    width: fc.integer({ min: 1, max: 7 }),
  })
  .map(({ count, refused, width }) => ({
    items: Array.from({ length: count }, (_, index) => index),
    refused: new Set(refused.filter(item => item < count)),
    width,
  }))

const never = { isFatal: () => false, onProgress: () => undefined }

describe('one write for each of many', () => {
  test('tries every one once, never more than its width at a time, and sets apart what was refused', () =>
    fc.assert(
      fc.asyncProperty(plans, fc.scheduler(), async ({ items, refused, width }, scheduler) => {
        const tried: number[] = []
        const told: number[] = []
        let under = 0
        let most = 0
        const write = async (item: number): Promise<Result<void, Problem>> => {
          tried.push(item)
          under += 1
          most = Math.max(most, under)
          await scheduler.schedule(Promise.resolve())
          under -= 1
          return refused.has(item) ? err('refused') : ok(undefined)
        }
        const running = runEach(items, write, {
          ...never,
          width,
          signal: new AbortController().signal,
          onProgress: count => told.push(count),
        })
        const outcome = await scheduler.waitFor(running)
        expect(tried.toSorted((a, b) => a - b)).toEqual(items)
        expect(most).toBe(Math.min(width, items.length))
        expect(told).toEqual(items.map(index => index + 1))
        expect([...outcome.done].toSorted((a, b) => a - b)).toEqual(items.filter(item => !refused.has(item)))
        expect(new Set(outcome.failed.map(({ item }) => item))).toEqual(refused)
        expect(outcome.left).toBe(0)
      }),
      { numRuns: 60 },
    ))

  test('stops between two writes when it is asked to; what is under way is finished and counted', () =>
    fc.assert(
      fc.asyncProperty(plans, fc.nat(60), async ({ items, refused, width }, stopAfter) => {
        const stop = new AbortController()
        let written = 0
        const outcome = await runEach(
          items,
          async (item): Promise<Result<void, Problem>> => {
            await Promise.resolve()
            written += 1
            return refused.has(item) ? err('refused') : ok(undefined)
          },
          {
            ...never,
            width,
            signal: stop.signal,
            onProgress: tried => {
              if (tried === stopAfter) stop.abort()
            },
          },
        )
        expect(outcome.done.length + outcome.failed.length).toBe(written)
        expect(written + outcome.left).toBe(items.length)
        if (stopAfter > 0 && stopAfter < items.length) expect(written).toBeLessThan(stopAfter + width)
      }),
    ))

  test('gives up at a failure that would come to all', async () => {
    const items = Array.from({ length: 100 }, (_, index) => index)
    const outcome = await runEach(
      items,
      async (item): Promise<Result<void, Problem>> => (item < 10 ? ok(undefined) : err('full')),
      {
        ...never,
        width: 4,
        signal: new AbortController().signal,
        isFatal: problem => problem === 'full',
      },
    )
    expect(outcome.done).toHaveLength(10)
    expect(outcome.failed.length).toBeLessThanOrEqual(4)
    expect(outcome.left).toBeGreaterThan(80)
  })
})
