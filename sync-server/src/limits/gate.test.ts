import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

/** Work that ends when it is told to. */
const createWork = () => {
  const running: ((fails: boolean) => void)[] = []
  return {
    running,
    start: () =>
      new Promise<string>((resolve, reject) => {
        running.push(fails => (fails ? reject(new Error('failed')) : resolve('done')))
      }),
  }
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('never more than allowed at once, nobody lost, and who is turned away is told at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.nat(4),
      fc.array(fc.constantFrom('come', 'end', 'fail'), { maxLength: 40 }),
      async (atOnce, longestQueue, events) => {
        const gate = createGate({ atOnce, longestQueue })
        const work = createWork()
        let inside = 0
        const answers: Promise<string | null>[] = []
        for (const event of events) {
          if (event === 'come') {
            answers.push(gate.pass(work.start).catch(() => 'failed'))
            inside += inside < atOnce + longestQueue ? 1 : 0
          } else {
            if (work.running.length > 0) inside -= 1
            work.running.shift()?.(event === 'fail')
          }
          await settle()
          expect(work.running.length).toBe(Math.min(inside, atOnce))
        }
        while (work.running.length > 0) {
          work.running.shift()?.(false)
          await settle()
        }
        // Everybody has an answer.
        await Promise.all(answers)
      },
    ),
    { seed: 3, numRuns: 60 },
  )
})
