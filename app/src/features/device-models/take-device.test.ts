/** Several tabs and one device, with the locks and the channels of the runtime. */

import { afterEach, expect, it } from 'vitest'
import type { ModelTask } from './device-runner.ts'
import { createTakeDevice } from './take-device.ts'

const never = new AbortController().signal

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Tab {
  /** Asks for the device. */
  readonly take: (task: ModelTask, signal?: AbortSignal) => Promise<(() => void) | null>
  /** Another tab wants what this one has. */
  readonly wanted: Promise<void>
  readonly isWanted: () => boolean
  /** So many words of other tabs have come here, whether anybody listened or not. */
  readonly heard: (words: number) => Promise<void>
}

const openTab = (): Tab => {
  const channel = new BroadcastChannel('take-device-test')
  closers.push(() => channel.close())
  const takeDevice = createTakeDevice({ locks: navigator.locks, channel })
  const wanted = Promise.withResolvers<void>()
  let isWanted = false
  const waiting = new Set<() => void>()
  let words = 0
  channel.addEventListener('message', () => {
    words += 1
    for (const look of waiting) look()
  })
  return {
    take: async (task, signal = never) => {
      const onWanted = (): void => {
        isWanted = true
        wanted.resolve()
      }
      const giveBack = await takeDevice(task, onWanted, signal)
      if (giveBack) closers.push(giveBack)
      return giveBack
    },
    wanted: wanted.promise,
    isWanted: () => isWanted,
    heard: wordsAwaited =>
      new Promise(resolve => {
        const look = (): void => {
          if (words >= wordsAwaited) resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

it('who has the device hears who wants it', async () => {
  const [one, two] = [openTab(), openTab()]
  const giveBack = await one.take('chat')
  const second = two.take('chat')
  await one.wanted
  giveBack?.()
  expect(await second).not.toBeNull()
})

it('who gets it hears of those in line behind, whose word it could not hear', async () => {
  const [one, two, three] = [openTab(), openTab(), openTab()]
  const giveBack = await one.take('chat')
  const second = two.take('chat')
  const third = three.take('chat')
  // The words of the first and of the third.
  await two.heard(2)
  giveBack?.()
  const giveBackToo = await second
  await two.wanted
  giveBackToo?.()
  expect(await third).not.toBeNull()
})

it('nobody is asked for it by those who want another, or by nobody', async () => {
  const [one, two, three] = [openTab(), openTab(), openTab()]
  const giveBack = await one.take('embedding')
  const second = two.take('embedding')
  await three.take('chat')
  await one.wanted
  giveBack?.()
  await second
  // Asked after theirs, and answered after them.
  await navigator.locks.query()
  expect([two.isWanted(), three.isWanted()]).toEqual([false, false])
})

it('who does not want to wait any more gets none', async () => {
  const [one, two] = [openTab(), openTab()]
  await one.take('chat')
  const leaving = new AbortController()
  const left = two.take('chat', leaving.signal)
  leaving.abort()
  expect(await left).toBeNull()
})
