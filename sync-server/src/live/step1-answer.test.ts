/** What a SyncStep1 is answered with, beside Yjs, which says it with documents. */

import fc from 'fast-check'
import { checkUpdate } from '@weft/shared/protocol/check-update.ts'
import { maxSyncFrameBytes } from '@weft/shared/protocol/limits.ts'
import { randomUpdates } from '@weft/shared/protocol/testing/random-updates.ts'
import { mutateBytes } from '@weft/shared/protocol/testing/mutate-bytes.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { must } from '@weft/shared/assert.ts'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createClientClocks } from './client-clocks.ts'
import { isHeld } from './is-held.ts'
import { answerStep1 } from './step1-answer.ts'

const docOf = (...updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc({ gc: true })
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const stateOf = (doc: Y.Doc) => ({ vector: Y.encodeStateVector(doc), json: doc.getMap('m').toJSON() })

const factsOf = (update: Uint8Array) => {
  const facts = checkUpdate(update)
  if (!facts.ok) throw new Error(facts.error.problem)
  return facts.value
}

const seeds = fc.integer({ min: 0, max: 1e6 })
const runs = { numRuns: 40, seed: 11 }

test('the asker has what is stored after it, and what it says back completes us', () => {
  fc.assert(
    fc.property(seeds, seed => {
      const random = testRandom(seed)
      const { base, updates } = randomUpdates(random, 'flat')
      const stored = updates.filter(() => random.fraction() < 0.7)
      const asker = docOf(base)
      const answer = answerStep1(stored, Y.encodeStateVector(asker))
      if (answer.type !== 'frames') throw new Error(answer.type)
      Y.applyUpdate(asker, answer.update)
      expect(stateOf(asker)).toEqual(stateOf(docOf(base, ...stored)))
      const back = Y.encodeStateAsUpdate(asker, answer.stateVector)
      expect(stateOf(docOf(...stored, back))).toEqual(stateOf(asker))
    }),
    runs,
  )
})

test('what is said to be held changes nothing, and what a provider says back is new once at most', () => {
  let held = 0
  fc.assert(
    fc.property(seeds, seed => {
      const random = testRandom(seed)
      const { updates } = randomUpdates(random, 'flat')
      const [stored, others] = [
        updates.filter(() => random.fraction() < 0.5),
        updates.filter(() => random.fraction() < 0.2),
      ]
      const answer = answerStep1(stored, Uint8Array.of(0))
      if (answer.type !== 'frames') throw new Error(answer.type)
      for (const update of others) {
        if (!isHeld(factsOf(update), answer.held)) continue
        held += 1
        expect(Y.encodeStateAsUpdate(docOf(...stored, update))).toEqual(
          Y.encodeStateAsUpdate(docOf(...stored)),
        )
      }
      const asker = docOf(answer.update)
      if (asker.store.pendingStructs !== null || asker.store.pendingDs !== null) return
      // Applied together, values deleted each other, of which the log has no word yet: that is new, once.
      const back = Y.encodeStateAsUpdate(asker, answer.stateVector)
      const again = answerStep1([...stored, back], Uint8Array.of(0))
      expect(again.type === 'frames' && isHeld(factsOf(back), again.held)).toBe(true)
    }),
    runs,
  )
  expect(held).toBeGreaterThan(10)
})

test('clocks are those of the state vector, in whatever order updates come', () => {
  fc.assert(
    fc.property(seeds, seed => {
      const random = testRandom(seed)
      const { updates } = randomUpdates(random, 'flat')
      const clocks = createClientClocks()
      const seen = updates.filter(() => random.fraction() < 0.5)
      for (const update of seen) clocks.advance(factsOf(update))
      const merged = must(seen.length === 0 ? Uint8Array.of(0, 0) : Y.mergeUpdates(seen), 'an update')
      for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVectorFromUpdate(merged)))
        expect(clocks.of(client)).toBe(clock)
    }),
    runs,
  )
})

test('a state vector that is none is said to be malformed, and never throws', () => {
  fc.assert(
    fc.property(seeds, seed => {
      const random = testRandom(seed)
      const { updates } = randomUpdates(random, 'flat', 5)
      const vector = mutateBytes(Y.encodeStateVector(docOf(...updates)), random)
      expect(['frames', 'state-vector-malformed']).toContain(answerStep1(updates, vector).type)
    }),
    runs,
  )
  expect(answerStep1([], Uint8Array.of(200, 200, 200, 3)).type).toBe('state-vector-malformed')
})

test('F5: what is too large for a frame goes by /sync', () => {
  const doc = new Y.Doc()
  doc.getMap('m').set('a', new Uint8Array(maxSyncFrameBytes))
  const whole = Y.encodeStateAsUpdate(doc)
  expect(answerStep1([whole], Uint8Array.of(0))).toEqual({ type: 'use-bulk' })
  expect(answerStep1([whole], Y.encodeStateVector(doc)).type).toBe('frames')
})
