import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { type HeartbeatChannel, type Locks, standForLeader } from './leader.ts'

/** One lock with the rules of the Web Locks API. */
const createLocks = (): Locks => {
  interface Request {
    readonly held: () => Promise<void>
    readonly resolve: () => void
    readonly reject: (cause: unknown) => void
  }
  const waiting: Request[] = []
  let holder: Request | null = null

  const grant = (request: Request): void => {
    holder = request
    void request.held().then(() => {
      if (holder !== request) return
      holder = null
      request.resolve()
      const waiter = waiting.shift()
      if (waiter) grant(waiter)
    })
  }

  return {
    request: (_name, { signal, steal }, held) =>
      new Promise((resolve, reject) => {
        const request = { held, resolve, reject }
        if (steal) {
          holder?.reject(new DOMException('stolen', 'AbortError'))
          return grant(request)
        }
        if (holder === null) return grant(request)
        waiting.push(request)
        signal?.addEventListener('abort', () => {
          const place = waiting.indexOf(request)
          if (place >= 0) waiting.splice(place, 1)
          reject(new DOMException('aborted', 'AbortError'))
        })
      }),
  }
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const createTabs = (count: number) => {
  const clock = testClock()
  const locks = createLocks()
  const hearing = new Map<number, (message: unknown) => void>()
  const frozen = new Set<number>()
  const leads = new Map<number, number>()
  const closing = Array.from({ length: count }, () => new AbortController())

  const channelOf = (tab: number): HeartbeatChannel => ({
    post: message => {
      if (frozen.has(tab)) return
      for (const [other, heard] of hearing) if (other !== tab && !frozen.has(other)) heard(message)
    },
    listen: heard => {
      hearing.set(tab, heard)
      return () => hearing.delete(tab)
    },
  })

  const open = (tab: number): void =>
    standForLeader({
      locks,
      channel: channelOf(tab),
      env: {
        // The timers of a frozen tab come when it wakes.
        clock: {
          now: clock.now,
          after: (milliseconds, callback) =>
            clock.after(milliseconds, function due(): void {
              if (frozen.has(tab)) clock.after(500, due)
              else callback()
            }),
        },
        random: testRandom(tab),
      },
      signal: closing[tab]?.signal ?? AbortSignal.abort(),
      lead: signal => {
        leads.set(tab, (leads.get(tab) ?? 0) + 1)
        signal.addEventListener('abort', () => leads.set(tab, 0))
      },
    })
  const leaders = (): readonly number[] => [...leads].filter(([, led]) => led > 0).map(([tab]) => tab)
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 500) {
      clock.advance(500)
      await turn()
    }
  }
  return { open, leaders, pass, frozen, closing, hearing }
}

it('one of three tabs leads, for as long as it lives', async () => {
  const { open, leaders, pass } = createTabs(3)
  for (const tab of [0, 1, 2]) open(tab)
  await pass(120_000)
  expect(leaders()).toEqual([0])
})

it('when it is closed, another takes over at once', async () => {
  const { open, leaders, pass, closing } = createTabs(2)
  open(0)
  open(1)
  await pass(1_000)
  closing[0]?.abort()
  await turn()
  expect(leaders()).toEqual([1])
})

it('when it is frozen, another robs it within 15 seconds; awake again, it gives way', async () => {
  const { open, leaders, pass, frozen } = createTabs(3)
  for (const tab of [0, 1, 2]) open(tab)
  await pass(5_000)
  frozen.add(0)
  await pass(15_000)
  const [leader] = leaders().filter(tab => tab !== 0)
  expect(leader).toBeGreaterThan(0)
  frozen.delete(0)
  await pass(30_000)
  expect(leaders()).toHaveLength(1)
  expect(leaders()).not.toContain(0)
})

it('two that lead at once find out by their terms, and one stays', async () => {
  const clock = testClock()
  const heard: ((message: unknown) => void)[] = []
  const led = [0, 0]
  // Locks that keep nobody out: a browser whose lock manager is per process, or a fault of ours.
  const locks: Locks = { request: (_name, _options, held) => held() }
  for (const tab of [0, 1]) {
    standForLeader({
      locks:
        tab === 0 ? locks : { request: (_name, _options, held) => held().then(() => new Promise(() => {})) },
      channel: {
        post: message => {
          for (const [other, hear] of heard.entries()) if (other !== tab) hear(message)
        },
        listen: hear => {
          heard[tab] = hear
          return () => {}
        },
      },
      env: { clock, random: testRandom(tab) },
      signal: new AbortController().signal,
      lead: signal => {
        led[tab] = 1
        signal.addEventListener('abort', () => {
          led[tab] = 0
        })
      },
    })
  }
  for (let round = 0; round < 20; round += 1) {
    clock.advance(2_000)
    await turn()
  }
  expect(led.reduce((sum, each) => sum + each)).toBe(1)
})

it('what is no heartbeat is not heard', async () => {
  const { open, leaders, pass, hearing } = createTabs(1)
  open(0)
  for (const message of [null, 'x', { term: -1 }, { term: Number.NaN }, {}]) hearing.get(0)?.(message)
  await pass(4_000)
  expect(leaders()).toEqual([0])
})
