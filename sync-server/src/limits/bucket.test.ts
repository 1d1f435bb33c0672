import { expect, test } from 'vitest'
import { type Bucket, fullBucket, type Rate, takeFrom } from './bucket.ts'

const rate: Rate = { burst: 10, perSecond: 2 }

const taken = (bucket: Bucket, amount: number, now: number): Bucket => {
  const after = takeFrom(bucket, amount, rate, now)
  if (after === null) throw new Error(`There were no ${amount}.`)
  return after
}

test('gives its burst at once, and not one more', () => {
  const empty = taken(taken(fullBucket(rate, 0), 9, 0), 1, 0)
  expect(takeFrom(empty, 1, rate, 0)).toBeNull()
})

test('gives nothing of what is more than it has', () => {
  const left = taken(fullBucket(rate, 0), 7, 0)
  expect(takeFrom(left, 4, rate, 0)).toBeNull()
  expect(takeFrom(left, 3, rate, 0)).toEqual({ tokens: 0, at: 0 })
})

test('fills by its rate, and over no rim', () => {
  const empty = taken(fullBucket(rate, 0), 10, 0)
  expect(takeFrom(empty, 3, rate, 1_499)).toBeNull()
  expect(takeFrom(empty, 3, rate, 1_500)).toEqual({ tokens: 0, at: 1_500 })
  expect(takeFrom(empty, 10, rate, 3_600_000)).toEqual({ tokens: 0, at: 3_600_000 })
  expect(takeFrom(empty, 11, rate, 3_600_000)).toBeNull()
})

test('a clock that goes back takes nothing away and fills nothing', () => {
  const left = taken(fullBucket(rate, 5_000), 8, 5_000)
  expect(takeFrom(left, 2, rate, 1_000)).toEqual({ tokens: 0, at: 1_000 })
  expect(takeFrom(left, 3, rate, 1_000)).toBeNull()
})
