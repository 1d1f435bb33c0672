import { systemRandom } from '@weft/shared/env.ts'
import { bytesToBase32 } from '@weft/shared/ids.ts'
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

it('is held by nobody who gave up before the lock was theirs', async () => {
  const holder = new AbortController()
  const bytes = new Uint8Array(16).fill(7)
  const name = `weft-lifeline-${bytesToBase32(bytes)}`
  holder.abort()
  void holdLifeline(locks, { ...systemRandom, bytes: () => bytes }, holder.signal)
  await lifelineCut(locks, name, new AbortController().signal)
  expect((await locks.query()).held?.map(lock => lock.name)).not.toContain(name)
})

it('has a name for each', async () => {
  const { signal } = new AbortController()
  expect(await holdLifeline(locks, systemRandom, signal)).not.toBe(
    await holdLifeline(locks, systemRandom, signal),
  )
})
