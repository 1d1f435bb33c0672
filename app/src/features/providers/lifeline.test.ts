import { systemRandom } from '@weft/shared/env.ts'
import { expect, it } from 'vitest'
import { holdLifeline, lifelineCut } from './lifeline.ts'

const { locks } = navigator

it('is cut when its holder lets go, and not before', async () => {
  const holder = new AbortController()
  const name = await holdLifeline(locks, systemRandom, holder.signal)
  let isCut = false
  const cut = lifelineCut(locks, name, new AbortController().signal).then(() => {
    isCut = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(isCut).toBe(false)
  holder.abort()
  await cut
  expect(isCut).toBe(true)
})

it('is not cut for one who no longer wants to know', async () => {
  const holder = new AbortController()
  const waiter = new AbortController()
  const name = await holdLifeline(locks, systemRandom, holder.signal)
  let isCut = false
  void lifelineCut(locks, name, waiter.signal).then(() => {
    isCut = true
  })
  waiter.abort()
  holder.abort()
  await new Promise(resolve => setImmediate(resolve))
  expect(isCut).toBe(false)
})

it('has a name for each', async () => {
  const { signal } = new AbortController()
  expect(await holdLifeline(locks, systemRandom, signal)).not.toBe(
    await holdLifeline(locks, systemRandom, signal),
  )
})
