/** Runs that wait: for a network, for a provider that cannot be reached, or not at all because a fallback answers. */

import { must } from '@weft/shared/assert.ts'
import { thisDeviceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import type { ProviderErrorType } from '../providers/provider-error.ts'
import { type Call, createRunWorld, finish, type RunWorld, say, startOf } from './testing/run-world.ts'

const a = startOf('a')
const b = startOf('b')
const c = startOf('c')
const here: ModelRef = { providerId: thisDeviceId, modelId: 'llama', name: 'Llama 3.2 3B' }
const minute = 60_000

const away = (type: ProviderErrorType = 'host-unreachable') => ({ type: 'error', error: { type } }) as const

const begin = async (world: RunWorld, ...starts: readonly (typeof a)[]): Promise<void> => {
  for (const start of starts) {
    await world.runs.start(start)
    await world.settle()
    world.clock.advance(1)
  }
}

const isOpen = (call: Call): boolean => !answered.has(call) && !call.signal.aborted
const answered = new WeakSet<Call>()

/** Answers the calls that are open, oldest first, until no more come at once; gives their names. */
const answerOpen = async (world: RunWorld, answer: (call: Call) => void): Promise<readonly string[]> => {
  const names: string[] = []
  for (let call = world.calls.find(isOpen); call; call = world.calls.find(isOpen)) {
    answered.add(call)
    names.push(call.start.messageId.slice(4))
    answer(call)
    await world.settle()
  }
  return names
}

const refuse = (call: Call): void => call.send(away())
const reply = (call: Call): void => call.send(...say('there'), finish)

/** Through the automatic tries, so that all who have begun stand in line. */
const intoLine = async (world: RunWorld, ...starts: readonly (typeof a)[]): Promise<void> => {
  await begin(world, ...starts)
  for (let tries = 0; tries < 4; tries += 1) {
    await answerOpen(world, refuse)
    world.clock.advance(25_000)
    await world.settle()
  }
  await answerOpen(world, refuse)
}

const stateOf = (world: RunWorld, start = a) => world.rows.get(start.messageId)?.state

const waitingWorld = (): RunWorld => {
  const world = createRunWorld({ turns: 4 })
  world.setWaits(true)
  return world
}

/** A tab that opens beside the others. */
const opened = async (world: RunWorld): Promise<RunWorld> => {
  const next = world.another()
  next.setWaits(true)
  await next.runs.recover()
  await next.settle()
  return next
}

const reloaded = async (world: RunWorld): Promise<RunWorld> => {
  world.kill()
  return opened(world)
}

describe('a provider that cannot be reached', () => {
  it('fails after the automatic tries where the person wants to be asked', async () => {
    const world = createRunWorld()
    await intoLine(world, a)
    expect(world.calls).toHaveLength(4)
    expect(world.completed.get(a.messageId)).toMatchObject({ status: 'failed' })
  })

  it('is waited for, tried at growing intervals and answered when it is there', async () => {
    const world = waitingWorld()
    await begin(world, a)
    const asked = world.clock.now()
    await intoLine(world)
    expect(world.rows.get(a.messageId)).toMatchObject({
      state: 'unreachable',
      error: { type: 'host-unreachable' },
    })
    expect(must(world.rows.get(a.messageId)?.waitsSince, 'a time')).toBeGreaterThan(asked)
    const gaps: number[] = []
    let last = world.clock.now()
    for (let step = 0; step < 2 * 60 * 60 && gaps.length < 7; step += 1) {
      world.clock.advance(1_000)
      await world.settle()
      if ((await answerOpen(world, refuse)).length === 0) continue
      gaps.push(Math.round((world.clock.now() - last) / 1_000))
      last = world.clock.now()
    }
    expect(gaps.slice(1)).toEqual([60, 120, 240, 480, 600, 600])
    world.clock.advance(10 * minute)
    await world.settle()
    await answerOpen(world, reply)
    expect(world.completed.get(a.messageId)).toMatchObject({ status: 'complete' })
    expect(world.rows.size).toBe(0)
  })

  it.each(['connect-timeout', 'host-unreachable'] as const)('%s is such a reason', async type => {
    const world = waitingWorld()
    await begin(world, a)
    for (let tries = 0; tries < 4; tries += 1) {
      await answerOpen(world, call => call.send(away(type)))
      world.clock.advance(25_000)
      await world.settle()
    }
    expect(stateOf(world)).toBe('unreachable')
  })

  it('is asked by the first of the line alone; the others follow in order once it gets through', async () => {
    const world = waitingWorld()
    await intoLine(world, a, b, c)
    const tried: string[] = []
    for (let step = 0; step < 20; step += 1) {
      world.clock.advance(minute)
      await world.settle()
      tried.push(...(await answerOpen(world, refuse)))
    }
    expect(new Set(tried)).toEqual(new Set(['a']))
    world.clock.advance(10 * minute)
    await world.settle()
    expect(await answerOpen(world, reply)).toEqual(['a', 'b', 'c'])
  })

  it('lets the others follow with the first word, not with the last', async () => {
    const world = waitingWorld()
    await intoLine(world, a, b)
    world.runs.retryNow(a.messageId)
    await world.settle()
    must(world.calls.findLast(isOpen), 'a call').send(...say('a long answer'))
    await world.settle()
    expect(world.calls.at(-1)?.start.messageId).toBe(b.messageId)
  })

  it('is tried at once when the network comes, when the page is looked at, and when the person wishes', async () => {
    const world = waitingWorld()
    await intoLine(world, a, b)
    world.goOnline()
    await world.settle()
    expect(await answerOpen(world, refuse)).toEqual(['a'])
    await world.runs.tryWaiting()
    await world.settle()
    expect(await answerOpen(world, refuse)).toEqual(['a'])
    world.runs.retryNow(b.messageId)
    await world.settle()
    expect(await answerOpen(world, refuse)).toEqual(['b'])
  })

  it('answers whoever is asked for later after those who wait already', async () => {
    const world = waitingWorld()
    await intoLine(world, a, b)
    await begin(world, c)
    expect(stateOf(world, c)).toBe('unreachable')
    expect(await answerOpen(world, reply)).toEqual(['a', 'b', 'c'])
  })

  it('leaves its place to the next when it is given up, and leaves nothing else', async () => {
    const world = waitingWorld()
    await intoLine(world, a, b)
    world.runs.cancel(a.messageId)
    await world.settle()
    expect(world.completed.size).toBe(0)
    expect([...world.rows.keys()]).toEqual([b.messageId])
    world.clock.advance(10 * minute)
    await world.settle()
    expect(await answerOpen(world, reply)).toEqual(['b'])
  })

  it('keeps what has come when it is given up a moment too late', async () => {
    const world = waitingWorld()
    await intoLine(world, a)
    world.goOnline()
    await world.settle()
    must(world.calls.findLast(isOpen), 'a call').send(...say('half'))
    await world.settle()
    world.runs.cancel(a.messageId)
    await world.settle()
    expect(world.completed.get(a.messageId)).toMatchObject({
      status: 'stopped',
      parts: [{ type: 'text', text: 'half' }],
    })
  })

  it('fails by its own reason once somebody answers', async () => {
    const world = waitingWorld()
    await intoLine(world, a, b)
    world.goOnline()
    await world.settle()
    await answerOpen(world, call => call.send({ type: 'error', error: { type: 'key-refused', status: 401 } }))
    expect(world.completed.get(a.messageId)).toMatchObject({ status: 'failed' })
    expect(world.completed.get(b.messageId)).toMatchObject({ status: 'failed' })
  })

  it('is waited for over a reload, since then and in that order, also in the middle of a try', async () => {
    const world = waitingWorld()
    await intoLine(world, c, a, b)
    const since = world.rows.get(c.messageId)?.waitsSince
    world.goOnline()
    await world.settle()
    expect(stateOf(world, c)).toBe('waiting')
    const next = await reloaded(world)
    expect(next.completed.size).toBe(0)
    expect(next.rows.get(c.messageId)).toMatchObject({ state: 'unreachable', waitsSince: since })
    next.clock.advance(1_000)
    await next.settle()
    expect(await answerOpen(next, reply)).toEqual(['c', 'a', 'b'])
  })

  it('is never asked again after a word, whenever its worker dies', async () => {
    const world = waitingWorld()
    await intoLine(world, a)
    world.goOnline()
    await world.settle()
    must(world.calls.findLast(isOpen), 'a call').send(...say('paid for'))
    await world.settle()
    const next = await reloaded(world)
    next.clock.advance(60 * minute)
    await next.settle()
    expect(next.calls).toHaveLength(0)
    expect(next.completed.get(a.messageId)).toMatchObject({ status: 'interrupted' })
  })
})

describe('no network', () => {
  const cut = (call: Call): void => call.send(away('network-offline'))

  it('is waited for without the wish, and without tries before it comes', async () => {
    const world = createRunWorld()
    await begin(world, a)
    await answerOpen(world, cut)
    expect(stateOf(world)).toBe('offline')
    world.goOnline()
    await world.settle()
    await answerOpen(world, reply)
    expect(world.completed.get(a.messageId)).toMatchObject({ status: 'complete' })
  })

  it('is no matter where a model of this device answers: at once, under its own name', async () => {
    const world = createRunWorld()
    world.setFallback(here)
    await begin(world, a)
    await answerOpen(world, call => (call.start.model.providerId === thisDeviceId ? reply(call) : cut(call)))
    expect(world.calls.map(({ start }) => start.model.name)).toEqual(['M', 'Llama 3.2 3B'])
    expect(world.completed.get(a.messageId)).toMatchObject({ status: 'complete' })
    expect(world.answerers.get(a.messageId)).toEqual(here)
    // Whoever gives the thread its title asks whom this names: nothing goes to a provider that has not answered.
    expect(world.ended).toEqual([{ model: here, status: 'complete' }])
  })

  it('is answered by it also behind those that wait', async () => {
    const world = createRunWorld()
    await begin(world, a)
    await answerOpen(world, cut)
    world.setFallback(here)
    await begin(world, b)
    expect(await answerOpen(world, reply)).toEqual(['b'])
    expect(world.answerers.get(b.messageId)).toEqual(here)
  })

  it('does not call a fallback once a word has come', async () => {
    const world = createRunWorld()
    world.setFallback(here)
    await begin(world, a)
    await answerOpen(world, call => call.send(...say('half'), away('network-offline')))
    expect(world.calls).toHaveLength(1)
    expect(world.completed.get(a.messageId)).toMatchObject({ status: 'failed' })
  })
})

describe('storage that cannot be read for a moment', () => {
  it('takes nobody out of the line, and keeps nobody in it', async () => {
    const world = waitingWorld()
    await intoLine(world, a, b, c)
    const since = world.rows.get(a.messageId)?.waitsSince
    world.loseReads(1)
    world.goOnline()
    await world.settle()
    expect(await answerOpen(world, reply)).toEqual([])
    expect(world.rows.get(a.messageId)).toMatchObject({ state: 'unreachable', waitsSince: since })
    world.goOnline()
    await world.settle()
    expect(await answerOpen(world, reply)).toEqual(['a', 'b', 'c'])
    expect(world.rows.size).toBe(0)
  })

  it('takes nobody out of it whose try was in vain', async () => {
    const world = waitingWorld()
    await intoLine(world, a, b)
    world.goOnline()
    await world.settle()
    world.loseReads(1)
    expect(await answerOpen(world, refuse)).toEqual(['a'])
    expect(stateOf(world)).toBe('unreachable')
    world.goOnline()
    await world.settle()
    expect(await answerOpen(world, reply)).toEqual(['a', 'b'])
  })

  it('is read again for who has just asked', async () => {
    const world = createRunWorld()
    world.loseReads(1)
    await begin(world, a)
    expect(stateOf(world)).toBe('retrying')
    world.clock.advance(minute)
    await world.settle()
    await answerOpen(world, reply)
    expect(world.completed.get(a.messageId)).toMatchObject({ status: 'complete' })
  })

  it('does not end a message without a network', async () => {
    const world = createRunWorld()
    await begin(world, a)
    world.loseReads(1)
    await answerOpen(world, call => call.send(away('network-offline')))
    expect(stateOf(world)).toBe('offline')
  })
})

describe('several tabs', () => {
  /** A message waits in the first of two tabs; whoever had it is gone. */
  const leftToTwo = async (): Promise<readonly [RunWorld, RunWorld]> => {
    const world = waitingWorld()
    await intoLine(world, a)
    return [await reloaded(world), await opened(world)]
  }

  it('send what was left to them once', async () => {
    const [first, second] = await leftToTwo()
    for (const world of [first, second, first, second]) {
      world.goOnline()
      await world.settle()
      await answerOpen(world, reply)
    }
    expect([...first.calls, ...second.calls]).toHaveLength(1)
    expect(first.completed.get(a.messageId)).toMatchObject({ status: 'complete' })
    expect(first.rows.size).toBe(0)
  })

  it('send nothing of it once it is given up', async () => {
    const [first, second] = await leftToTwo()
    second.runs.cancel(a.messageId)
    await first.settle()
    for (const world of [first, second]) {
      world.goOnline()
      world.clock.advance(10 * minute)
      await world.settle()
      await answerOpen(world, reply)
    }
    expect([...first.calls, ...second.calls]).toHaveLength(0)
    expect(first.completed.size).toBe(0)
    expect(first.rows.size).toBe(0)
  })

  it('send it once also when the tab is closed that has it, and two others look on', async () => {
    const owner = waitingWorld()
    await intoLine(owner, a)
    const others = [await opened(owner), await opened(owner)]
    owner.kill()
    for (const world of [...others, ...others]) {
      await world.settle()
      world.goOnline()
      await world.settle()
      await answerOpen(world, reply)
    }
    expect(others.flatMap(world => world.calls)).toHaveLength(1)
    expect(owner.rows.size).toBe(0)
  })
})

/** What happened to one question, as whoever answered saw it. */
interface Told {
  words: number
  readonly asks: number[]
}

describe.each(Array.from({ length: 400 }, (_, seed) => seed))('whatever happens (seed %i)', seed => {
  it('everything is sent, in order, once', async () => {
    const random = testRandom(seed)
    const chance = (share: number): boolean => random.fraction() < share
    let world = createRunWorld({ turns: 1 })
    world.setWaits(true)
    /** A second tab, which takes over when the first is closed. */
    let other = await opened(world)
    let isThere = false
    let asks = 0
    const told = new Map<string, Told>()
    const givenUp = new Set<string>()
    const written: (typeof a)[] = []

    const serve = async (whose: (call: Call) => boolean = () => true): Promise<void> => {
      const next = (): Call | undefined => world.calls.find(call => isOpen(call) && whose(call))
      for (let call = next(); call; call = next()) {
        const name = call.start.messageId
        const entry = told.get(name) ?? { words: 0, asks: [] }
        told.set(name, entry)
        answered.add(call)
        if (!isThere) call.send(away(chance(0.3) ? 'network-offline' : 'host-unreachable'))
        else {
          expect(entry.words, `${name} is asked after a word`).toBe(0)
          entry.words += 1
          entry.asks.push((asks += 1))
          call.send(...say('word'))
          if (chance(0.8)) call.send(finish)
          else call.cut()
        }
        await world.settle()
      }
    }

    const steps: readonly (() => Promise<void> | void)[] = [
      async () => {
        if (written.length >= 8) return
        const start = startOf(String.fromCodePoint(97 + written.length))
        written.push(start)
        await world.runs.start(start)
      },
      () => world.clock.advance(20_000),
      () => world.clock.advance(10 * minute),
      () => world.goOnline(),
      () => world.runs.tryWaiting(),
      async () => {
        // A first call that nobody has answered may have been paid for: it is not asked again, and is no matter here.
        await serve(({ start }) => world.rows.get(start.messageId)?.waitsSince === undefined)
        world.kill()
        // A browser that was ended brings both tabs back.
        if (chance(0.5)) other = await reloaded(other)
        world = other
        await world.settle()
        other = await opened(world)
      },
      async () => {
        const waiting = [...world.rows.values()].find(row => row.state === 'unreachable')
        if (!waiting || !chance(0.3)) return
        givenUp.add(waiting.messageId)
        const whoever = chance(0.5) ? world : other
        whoever.runs.cancel(waiting.messageId)
      },
    ]
    for (let step = 0; step < 40; step += 1) {
      await must(steps[Math.floor(random.fraction() * steps.length)], 'a step')()
      await world.settle()
      if (chance(0.7)) await serve()
      world.clock.advance(1)
    }
    // The automatic tries are not in line: they pass before anybody is there.
    for (let tries = 0; tries < 4; tries += 1) {
      world.clock.advance(25_000)
      await world.settle()
      await serve()
    }
    isThere = true
    for (let rest = 0; rest < 6; rest += 1) {
      world.clock.advance(10 * minute)
      await world.settle()
      await serve()
    }
    expect(other.calls).toEqual([])
    const sent = written.map(({ messageId }) => messageId).filter(id => !givenUp.has(id))
    expect(sent.filter(id => !world.completed.has(id))).toEqual([])
    const order = sent.map(id => must(told.get(id)?.asks[0], id))
    expect(order).toEqual(order.toSorted((x, y) => x - y))
    expect(world.rows.size).toBe(0)
  })
})
