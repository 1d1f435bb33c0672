import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createFewAtATime } from './few-at-a-time.ts'

/** Actions that end when they are told to. */
const createActions = () => {
  const begun: string[] = []
  const ends = new Map<string, PromiseWithResolvers<void>>()
  return {
    begun,
    action: (name: string) => async (): Promise<void> => {
      begun.push(name)
      const end = Promise.withResolvers<void>()
      ends.set(name, end)
      await end.promise
    },
    end: async (name: string): Promise<void> => {
      ends.get(name)?.resolve()
      await setImmediate()
    },
    fail: async (name: string): Promise<void> => {
      ends.get(name)?.reject(new Error(name))
      await setImmediate()
    },
  }
}

it('begins no more than it may, and lets whoever gives them wait', async () => {
  const { begun, action, end } = createActions()
  const few = createFewAtATime(2)
  let given = 0
  const giving = (async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await few.begin(name, action(name))
      given += 1
    }
  })()
  await setImmediate()
  expect([begun, given]).toEqual([['a', 'b'], 2])
  await end('b')
  expect([begun, given]).toEqual([['a', 'b', 'c'], 3])
  await end('a')
  await end('c')
  await end('d')
  await giving
  await few.ended()
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
})

it('runs those of one key one after another, while others go on', async () => {
  const { begun, action, end } = createActions()
  const few = createFewAtATime(3)
  await few.begin('long', action('first part'))
  await few.begin('long', action('second part'))
  await few.begin('short', action('another'))
  await setImmediate()
  expect(begun).toEqual(['first part', 'another'])
  await end('first part')
  expect(begun).toEqual(['first part', 'another', 'second part'])
  await end('another')
  await end('second part')
  await few.ended()
})

it('throws what was thrown, and begins nothing after it', async () => {
  const { begun, action, end, fail } = createActions()
  const few = createFewAtATime(3)
  await few.begin('long', action('first part'))
  await few.begin('long', action('second part'))
  await few.begin('short', action('another'))
  await setImmediate()
  await fail('first part')
  await expect(few.begin('late', action('late'))).rejects.toThrow('first part')
  await end('another')
  await expect(few.ended()).rejects.toThrow('first part')
  expect(begun).toEqual(['first part', 'another'])
})
