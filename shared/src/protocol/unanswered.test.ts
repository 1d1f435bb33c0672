import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nothingUnanswered, withUnanswered, withoutUnanswered } from './unanswered.ts'

it('is the set of what came and was not answered, however it is answered', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('come' as const), skip: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ type: fc.constant('answer' as const), seq: fc.integer({ min: 0, max: 40 }) }),
    ),
    { maxLength: 80 },
  )
  fc.assert(
    fc.property(steps, taken => {
      const set = new Set<number>()
      let last = 0
      let unanswered = nothingUnanswered
      for (const step of taken) {
        if (step.type === 'come') {
          last += step.skip
          set.add(last)
          unanswered = withUnanswered(unanswered, last)
        } else {
          const next = withoutUnanswered(unanswered, step.seq)
          expect(next !== null).toBe(set.delete(step.seq))
          unanswered = next ?? unanswered
        }
        expect(unanswered.count).toBe(set.size)
        const listed = unanswered.ranges.flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, index) => from + index),
        )
        expect(listed).toEqual([...set].toSorted((a, b) => a - b))
      }
    }),
    { seed: 1 },
  )
})
