import { ok } from '@weft/shared/result.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createDeviceRunner,
  type DeviceRunner,
  type DeviceRunnerDeps,
  type ModelTask,
  type Turn,
} from './device-runner.ts'
import type { ModelClient } from './inference/model-client.ts'
import { createTakeDevice } from './take-device.ts'
import { tinyModel } from './testing/tiny-models.ts'

const one = tinyModel('one')
const two = tinyModel('two')
const vectors = tinyModel('vectors', { task: 'embedding' })
const never = new AbortController().signal

let clock: ReturnType<typeof testClock>
let log: string[]
let loaded: Map<string, number | undefined>
let lose: Map<ModelTask, () => void>
let want: Map<ModelTask, () => void>
/** Given when the device is to be had; the runner waits for it. */
let device: Promise<unknown>
let spawning: () => Promise<void>
let tell: DeviceRunnerDeps['onLoaded']
let runner: DeviceRunner

const client = (name: string): ModelClient => ({
  stream: async function* () {},
  embed: async () => ok([]),
  close: () => log.push(`close ${name}`),
})

beforeEach(() => {
  clock = testClock()
  log = []
  loaded = new Map()
  lose = new Map()
  want = new Map()
  device = Promise.resolve()
  spawning = async () => undefined
  tell = (id, part) => void loaded.set(id, part)
  let spawned = 0
  runner = createDeviceRunner({
    clock,
    spawn: async ({ task }, onLost) => {
      await spawning()
      spawned += 1
      log.push(`spawn ${task} ${spawned}`)
      lose.set(task, onLost)
      return client(`${task} ${spawned}`)
    },
    end: async task => {
      log.push(`end ${task}`)
    },
    takeDevice: async (task, onWanted, signal) => {
      want.set(task, onWanted)
      await Promise.race([
        device,
        new Promise(resolve => signal.addEventListener('abort', resolve, { once: true })),
      ])
      if (signal.aborted) return null
      log.push(`take ${task}`)
      return () => log.push(`give back ${task}`)
    },
    onLoaded: (id, part) => tell(id, part),
  })
})

const turnOf = async (model = one): Promise<Turn> => {
  const turn = await runner.turn(model, never)
  if (!turn?.ok) throw new Error('no turn')
  return turn.value
}

const settled = async (): Promise<void> => {
  for (let step = 0; step < 20; step += 1) await Promise.resolve()
}

describe('a model in memory', () => {
  it('is used by one at a time, in order, and loaded once', async () => {
    const first = await turnOf()
    const order: string[] = []
    const second = turnOf().then(turn => {
      order.push('second')
      return turn
    })
    const third = turnOf().then(turn => {
      order.push('third')
      return turn
    })
    await settled()
    expect(order).toEqual([])
    first.done(false)
    ;(await second).done(false)
    ;(await third).done(false)
    expect(order).toEqual(['second', 'third'])
    expect(log).toEqual(['take chat', 'spawn chat 1'])
  })

  it('gives its memory back before another is loaded', async () => {
    ;(await turnOf(one)).done(false)
    ;(await turnOf(two)).done(false)
    expect(log).toEqual([
      'take chat',
      'spawn chat 1',
      'close chat 1',
      'end chat',
      'give back chat',
      'take chat',
      'spawn chat 2',
    ])
    expect(loaded.get('one')).toBeUndefined()
    expect(loaded.has('one')).toBe(true)
  })

  it('is told once, however many questions hear that it is there', async () => {
    const told: (number | undefined)[] = []
    tell = (_id, part) => void told.push(part)
    for (const part of [0.5, 1, 1]) {
      const turn = await turnOf()
      turn.onLoading(part)
      turn.done(false)
    }
    await runner.letGo('one')
    ;(await turnOf()).onLoading(1)
    expect(told).toEqual([0.5, 1, undefined, 1])
  })

  it('leaves one for vectors where it is', async () => {
    const talking = await turnOf(one)
    const embedding = await turnOf(vectors)
    expect(log).toEqual(['take chat', 'spawn chat 1', 'take embedding', 'spawn embedding 2'])
    talking.done(false)
    embedding.done(false)
  })

  it('is let go of when nobody has asked for five minutes, and not before', async () => {
    ;(await turnOf()).done(false)
    clock.advance(4 * 60_000)
    ;(await turnOf()).done(false)
    clock.advance(4 * 60_000)
    expect(log).not.toContain('end chat')
    clock.advance(60_000)
    await settled()
    expect(log).toContain('give back chat')
  })

  it('is not let go of while it is used, however long that takes', async () => {
    const turn = await turnOf()
    clock.advance(60 * 60_000)
    expect(log).not.toContain('end chat')
    turn.done(false)
  })

  it('goes to another tab that wants the device: at once when idle, else when it is done', async () => {
    const turn = await turnOf()
    want.get('chat')?.()
    await settled()
    expect(log).not.toContain('give back chat')
    turn.done(false)
    await settled()
    expect(log.at(-1)).toBe('give back chat')
    ;(await turnOf()).done(false)
    want.get('chat')?.()
    await settled()
    expect(log.at(-1)).toBe('give back chat')
  })

  it('that broke is loaded anew for whoever waits', async () => {
    const turn = await turnOf()
    const next = turnOf()
    turn.done(true)
    await next
    expect(log).toEqual([
      'take chat',
      'spawn chat 1',
      'close chat 1',
      'end chat',
      'give back chat',
      'take chat',
      'spawn chat 2',
    ])
  })

  it('is known to work from its first word on, until it is loaded anew', async () => {
    const first = await turnOf()
    expect(first.hasWorked()).toBe(false)
    first.worked()
    first.done(false)
    const second = await turnOf()
    expect(second.hasWorked()).toBe(true)
    second.done(true)
    const third = await turnOf()
    expect(third.hasWorked()).toBe(false)
    third.done(false)
  })

  it('whose worker is lost while nobody asks is forgotten', async () => {
    ;(await turnOf()).done(false)
    lose.get('chat')?.()
    await settled()
    expect(log.at(-1)).toBe('give back chat')
    ;(await turnOf()).done(false)
    expect(log.at(-1)).toBe('spawn chat 2')
  })

  it('is let go of when it is not wanted any more, and another is not', async () => {
    ;(await turnOf()).done(false)
    await runner.letGo('two')
    expect(log).not.toContain('end chat')
    await runner.letGo('one')
    expect(log.at(-1)).toBe('give back chat')
  })

  it('that is just answering is let go of when it is done', async () => {
    const turn = await turnOf()
    await runner.letGo('one')
    expect(log).not.toContain('end chat')
    turn.done(false)
    await settled()
    expect(log.at(-1)).toBe('give back chat')
    ;(await turnOf()).done(false)
    await settled()
    expect(log.at(-1)).toBe('spawn chat 2')
  })
})

describe('unloading', () => {
  const closers: (() => void)[] = []
  const channel = (): BroadcastChannel => {
    const opened = new BroadcastChannel('device-runner-test')
    closers.push(() => opened.close())
    return opened
  }
  /** With the lock and the channel of the runtime, as all tabs share them. */
  const openTab = (tab: string): DeviceRunner =>
    createDeviceRunner({
      clock,
      spawn: async () => client(tab),
      end: async () => void log.push(`end ${tab}`),
      takeDevice: createTakeDevice({ locks: navigator.locks, channel: channel() }),
      onLoaded: (id, part) => void loaded.set(id, part),
    })
  const answerIn = async (tab: DeviceRunner, model = one): Promise<Turn> => {
    const turn = await tab.turn(model, never)
    if (!turn?.ok) throw new Error('no turn')
    turn.value.onLoading(1)
    closers.push(() => void tab.letGo(model.id))
    return turn.value
  }

  afterEach(() => {
    for (const close of closers.splice(0).reverse()) close()
  })

  it('reaches the tab that has the model', async () => {
    const [first, second] = [openTab('first'), openTab('second')]
    ;(await answerIn(first)).done(false)
    await second.unload(one)
    expect(log).toEqual(['close first', 'end first'])
    expect([...loaded]).toEqual([['one', undefined]])
    // Nobody holds the device now.
    ;(await answerIn(first)).done(false)
    await first.unload(one)
  })

  it('waits until that tab has answered', async () => {
    const [first, second] = [openTab('first'), openTab('second')]
    const asked = new Promise(resolve => channel().addEventListener('message', resolve))
    const turn = await answerIn(first)
    const unloading = second.unload(one)
    await asked
    expect(log).toEqual([])
    turn.done(false)
    await unloading
    expect(log).toEqual(['close first', 'end first'])
    expect(loaded.get('one')).toBeUndefined()
  })

  it('clears what a tab that died has left in the row', async () => {
    loaded.set('one', 1)
    await openTab('first').unload(one)
    expect([...loaded]).toEqual([['one', undefined]])
  })

  it('leaves another model of this tab where it is', async () => {
    loaded.set('two', 1)
    const tab = openTab('first')
    ;(await answerIn(tab)).done(false)
    await tab.unload(two)
    expect(log).toEqual([])
    expect(loaded.get('two')).toBeUndefined()
    await tab.unload(one)
    expect(log).toEqual(['close first', 'end first'])
  })
})

describe('who does not want to wait any more', () => {
  it('for a turn gets none, and holds up nobody', async () => {
    const turn = await turnOf()
    const leaving = new AbortController()
    const left = runner.turn(one, leaving.signal)
    const after = turnOf()
    leaving.abort()
    expect(await left).toBeNull()
    turn.done(false)
    ;(await after).done(false)
  })

  it('for the device gets none, and the next one tries again', async () => {
    device = new Promise(() => undefined)
    const leaving = new AbortController()
    const left = runner.turn(one, leaving.signal)
    await settled()
    leaving.abort()
    expect(await left).toBeNull()
    device = Promise.resolve()
    ;(await turnOf()).done(false)
    expect(log).toEqual(['take chat', 'spawn chat 1'])
  })
})

it('a worker that does not start is told by name, and the device is free again', async () => {
  spawning = () => Promise.reject(new Error('no page'))
  expect(await runner.turn(one, never)).toEqual({ ok: false, error: { type: 'engine-not-here' } })
  expect(log).toEqual(['take chat', 'give back chat'])
  spawning = async () => undefined
  ;(await turnOf()).done(false)
})
