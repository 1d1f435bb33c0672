import { systemRandom } from '@weft/shared/env.ts'
import { expect, test } from 'vitest'
import { createGate } from '../limits/gate.ts'
import { createProofVerifier } from './proof-verifier.ts'

const pepper = Buffer.alloc(32, 7)
const proof = Buffer.alloc(32, 1)
const gate = createGate({ atOnce: 1, longestQueue: 2 })
const create = () => createProofVerifier({ random: systemRandom, pepper, gate })

test('a proof matches what was stored of it, with this pepper only, and nothing matches nothing', async () => {
  const verifier = create()
  const stored = await verifier.hash(proof)
  if (!stored.ok) throw new Error('it is not busy')
  expect(await verifier.matches(proof, stored.value)).toEqual({ ok: true, value: true })
  expect(await verifier.matches(Buffer.alloc(32, 2), stored.value)).toEqual({ ok: true, value: false })
  expect(await verifier.matches(proof, null)).toEqual({ ok: true, value: false })
  const other = createProofVerifier({ random: systemRandom, pepper: Buffer.alloc(32, 8), gate })
  expect(await other.matches(proof, stored.value)).toEqual({ ok: true, value: false })
  const again = await verifier.hash(proof)
  expect(again.ok && again.value.equals(stored.value)).toBe(false)
})

test('more than can wait are turned away', async () => {
  const verifier = create()
  const answers = await Promise.all(Array.from({ length: 4 }, () => verifier.matches(proof, null)))
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, false])
  expect(answers.at(-1)).toEqual({ ok: false, error: { type: 'server-busy', retryAfter: 5 } })
})
