import { must } from '@weft/shared/assert.ts'
import { createId } from '@weft/shared/ids.ts'
import { partsToText } from '@weft/shared/schema/part.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import type { ProviderError } from '../providers/provider-error.ts'
import { frameInterval } from './coalesce.ts'
import { createRunWorld, finish, type RunWorld, say, startOf } from './testing/run-world.ts'

const a = startOf('a')
const failure = (error: ProviderError) => ({ type: 'error', error }) as const

const begin = async (world: RunWorld, start = a): Promise<void> => {
  await world.runs.start(start)
  await world.settle()
}
const completion = (world: RunWorld, start = a) =>
  must(world.completed.get(start.messageId), 'a completed answer')
const rowOf = (world: RunWorld, start = a) => world.rows.get(start.messageId)
const call = (world: RunWorld, index = 0) => must(world.calls[index], 'a call')

it('writes the answer once, with model facts, and leaves no row', async () => {
  const world = createRunWorld()
  await begin(world)
  expect(rowOf(world)?.state).toBe('waiting')
  world.clock.advance(400)
  call(world).send(...say('Hello'), finish)
  await world.settle()
  expect(completion(world)).toEqual({
    parts: [{ type: 'text', text: 'Hello' }],
    status: 'complete',
    usage: { inputTokens: 3, outputTokens: 2 },
    cost: 0.5,
    timing: { firstPart: 400, total: 400 },
    leftOut: 0,
  })
  expect(world.rows.size).toBe(0)
  expect(world.frames.at(-1)?.type).toBe('end')
})

it('sends the first delta at once and joins the others', async () => {
  const world = createRunWorld()
  await begin(world)
  const deltas = () => world.frames.filter(frame => frame.type === 'delta')
  call(world).send(...say('one'))
  await world.settle()
  const first = deltas().length
  const words = deltas().flatMap(frame => frame.deltas.map(delta => delta.delta))
  expect(words.join('')).toBe('one')
  for (let token = 0; token < 40; token += 1) call(world).send({ type: 'text-delta', id: 't', delta: ' x' })
  await world.settle()
  expect(deltas()).toHaveLength(first)
  world.clock.advance(frameInterval)
  expect(deltas()).toHaveLength(first + 1)
  const shown = world.frames.flatMap(frame => (frame.type === 'delta' ? frame.deltas : []))
  expect(shown.map(delta => delta.delta).join('')).toBe(`one${' x'.repeat(40)}`)
})

it('has everything older than a second in the row', async () => {
  const world = createRunWorld()
  await begin(world)
  let said = ''
  call(world).send({ type: 'text-start', id: 't' })
  for (let tenth = 0; tenth < 40; tenth += 1) {
    call(world).send({ type: 'text-delta', id: 't', delta: 'w' })
    said += 'w'
    await world.settle()
    world.clock.advance(100)
    await world.settle()
    const kept = partsToText(rowOf(world)?.parts ?? [])
    expect(said.length - kept.length).toBeLessThanOrEqual(10)
  }
})

it('keeps what it has when stopped', async () => {
  const world = createRunWorld()
  await begin(world)
  call(world).send(...say('half an ans'))
  await world.settle()
  world.runs.stop(a.messageId)
  await world.settle()
  expect(call(world).signal.aborted).toBe(true)
  expect(completion(world)).toMatchObject({
    status: 'stopped',
    parts: [{ type: 'text', text: 'half an ans' }],
  })
})

it('asks again after a transient failure before the first word, and waits as long as it was told', async () => {
  const world = createRunWorld()
  await begin(world)
  call(world).send(failure({ type: 'rate-limited', status: 429, retryAfter: 9_000 }))
  await world.settle()
  expect(rowOf(world)).toMatchObject({ state: 'retrying', retryAt: world.clock.now() + 9_000 })
  world.clock.advance(8_999)
  await world.settle()
  expect(world.calls).toHaveLength(1)
  world.clock.advance(1)
  await world.settle()
  call(world, 1).send(...say('now'), finish)
  await world.settle()
  expect(completion(world)).toMatchObject({ status: 'complete', parts: [{ type: 'text', text: 'now' }] })
})

it('never asks again once a word has come', async () => {
  const world = createRunWorld()
  await begin(world)
  call(world).send(...say('paid for'), failure({ type: 'overloaded', status: 529 }))
  await world.settle()
  expect(world.calls).toHaveLength(1)
  expect(completion(world)).toMatchObject({
    status: 'failed',
    parts: [
      { type: 'text', text: 'paid for' },
      { type: 'error', code: 'overloaded', status: 529 },
    ],
  })
})

it('gives up after four tries, and says why', async () => {
  const world = createRunWorld()
  await begin(world)
  for (let attempt = 0; attempt < 4; attempt += 1) {
    call(world, attempt).send(failure({ type: 'overloaded', status: 529 }))
    await world.settle()
    world.clock.advance(60_000)
    await world.settle()
  }
  expect(world.calls).toHaveLength(4)
  expect(completion(world)).toMatchObject({
    status: 'failed',
    parts: [{ type: 'error', code: 'overloaded' }],
  })
})

it('does not ask again when the key is refused', async () => {
  const world = createRunWorld()
  await begin(world)
  call(world).send(failure({ type: 'key-refused', status: 401 }))
  await world.settle()
  expect(completion(world).status).toBe('failed')
})

it('tries at once when the person wishes, and leaves nothing when they give up', async () => {
  const world = createRunWorld()
  await begin(world)
  call(world).send(failure({ type: 'overloaded' }))
  await world.settle()
  world.runs.retryNow(a.messageId)
  await world.settle()
  expect(world.calls).toHaveLength(2)
  call(world, 1).send(failure({ type: 'overloaded' }))
  await world.settle()
  world.runs.cancel(a.messageId)
  await world.settle()
  expect(world.completed.size).toBe(0)
  expect(world.rows.size).toBe(0)
})

it('waits for a network and goes on by itself', async () => {
  const world = createRunWorld()
  await begin(world)
  call(world).send(failure({ type: 'network-offline' }))
  await world.settle()
  expect(rowOf(world)?.state).toBe('offline')
  world.goOnline()
  await world.settle()
  call(world, 1).send(...say('back'), finish)
  await world.settle()
  expect(completion(world).status).toBe('complete')
})

it('marks a cut connection as interrupted and keeps the text', async () => {
  const world = createRunWorld()
  await begin(world)
  call(world).send(...say('as far as'), failure({ type: 'stream-cut' }))
  await world.settle()
  expect(completion(world)).toMatchObject({ status: 'interrupted' })
  expect(partsToText(completion(world).parts)).toBe('as far as')
})

it('lets two at a time to a provider, the others in order', async () => {
  const world = createRunWorld()
  for (const name of ['a', 'b', 'c', 'd']) await begin(world, startOf(name))
  expect(world.calls).toHaveLength(2)
  expect(rowOf(world, startOf('c'))?.state).toBe('queued')
  call(world, 1).send(...say('b'), finish)
  await world.settle()
  expect(rowOf(world, startOf('c'))?.state).toBe('waiting')
  world.runs.cancel(startOf('d').messageId)
  call(world, 0).send(...say('a'), finish)
  await world.settle()
  expect(world.rows.has(startOf('d').messageId)).toBe(false)
  expect(world.calls).toHaveLength(3)
})

it('stops before sending what does not fit, and takes the choice under the same id', async () => {
  const world = createRunWorld({ tooLong: { tokens: 9_000, fits: 4_000 } })
  await begin(world)
  expect(rowOf(world)).toMatchObject({ state: 'too-long', counted: { tokens: 9_000, fits: 4_000 } })
  expect(world.calls).toHaveLength(0)
  await world.runs.start({ ...a, dropOldest: true })
  await world.settle()
  expect(rowOf(world)).toBeDefined()
  expect(world.completed.size).toBe(0)
})

it('says busy when the same answer is being made', async () => {
  const world = createRunWorld()
  await begin(world)
  expect(await world.runs.start(a)).toEqual({ ok: false, error: { type: 'run-busy' } })
})

it('keeps the answer in its row until storage takes it', async () => {
  const world = createRunWorld()
  await begin(world)
  world.refuseToStore(2)
  call(world).send(...say('kept'), finish)
  await world.settle()
  expect(partsToText(rowOf(world)?.parts ?? [])).toBe('kept')
  for (let again = 0; again < 2; again += 1) {
    world.clock.advance(3_000)
    await world.settle()
  }
  expect(completion(world).status).toBe('complete')
  expect(world.rows.size).toBe(0)
})

/** So long ago that the row has it. */
const beginToSay = async (world: RunWorld, words: string): Promise<void> => {
  await begin(world)
  call(world).send(...say(words))
  await world.settle()
  world.clock.advance(1_000)
  await world.settle()
}

it('completes as interrupted what a killed worker had, up to the last second', async () => {
  const world = createRunWorld()
  await beginToSay(world, 'before the crash')
  world.kill()
  const next = world.another()
  await next.runs.recover()
  await next.settle()
  expect(completion(next)).toMatchObject({
    status: 'interrupted',
    parts: [{ type: 'text', text: 'before the crash' }],
  })
  expect(next.rows.size).toBe(0)
})

it('leaves a run alone whose worker lives, and takes it up the moment it dies', async () => {
  const world = createRunWorld()
  const other = world.another()
  await begin(world)
  await other.runs.recover()
  call(world).send(...say('alive'))
  await world.settle()
  world.clock.advance(1_000)
  await world.settle()
  expect(world.completed.size).toBe(0)
  world.kill()
  await other.settle()
  expect(completion(other)).toMatchObject({ status: 'interrupted' })
})

it('asks again after a restart what had not been asked', async () => {
  const world = createRunWorld()
  await begin(world)
  call(world).send(failure({ type: 'overloaded' }))
  await world.settle()
  expect(rowOf(world)?.state).toBe('retrying')
  world.kill()
  const next = world.another()
  await next.runs.recover()
  await next.settle()
  call(next).send(...say('second life'), finish)
  await next.settle()
  expect(completion(next).status).toBe('complete')
})

it('can be stopped from another tab', async () => {
  const world = createRunWorld()
  const other = world.another()
  await begin(world)
  call(world).send(...say('long'))
  await world.settle()
  other.runs.stop(a.messageId)
  await world.settle()
  expect(completion(world)).toMatchObject({ status: 'stopped' })
})

it('leaves a run alone that another device makes', async () => {
  const world = createRunWorld()
  await begin(world)
  const row = must(rowOf(world), 'a row')
  world.kill()
  world.rows.set(row.messageId, { ...row, relayedAt: 1 })
  const other = world.another()
  await other.runs.recover()
  await other.settle()
  expect(world.rows.size).toBe(1)
  expect(world.completed.size).toBe(0)
})

describe('a thread that is deleted for good', () => {
  const inLine = async (): Promise<RunWorld> => {
    const world = createRunWorld()
    await begin(world)
    call(world).send(failure({ type: 'network-offline' }))
    await world.settle()
    expect(rowOf(world)?.state).toBe('offline')
    return world
  }

  const threeTimes = async (world: RunWorld): Promise<void> => {
    for (let again = 0; again < 3; again += 1) {
      world.clock.advance(3_000)
      await world.settle()
    }
  }

  it('is given up once an answer cannot be stored in it, and leaves no row', async () => {
    const world = await inLine()
    world.deleteThread()
    world.goOnline()
    await world.settle()
    call(world, 1).send(...say('for nobody'), finish)
    await world.settle()
    await threeTimes(world)
    expect(world.storeTries()).toBe(1)
    expect(world.rows.size).toBe(0)
    expect(world.ended).toEqual([])
    expect(world.frames.at(-1)?.type).toBe('end')
  })

  it('keeps no row of what a killed worker had', async () => {
    const world = createRunWorld()
    await beginToSay(world, 'before the crash')
    const row = must(rowOf(world), 'a row')
    expect(row.state).toBe('streaming')
    world.kill()
    const next = world.another()
    next.deleteThread()
    next.rows.set(row.messageId, row)
    await next.runs.recover()
    await next.settle()
    expect(next.storeTries()).toBe(1)
    expect(next.rows.size).toBe(0)
  })

  it('ends what waits in it and asks nobody', async () => {
    const world = await inLine()
    await world.runs.forget(a.threadId)
    world.deleteThread()
    await world.settle()
    world.goOnline()
    await world.settle()
    expect(world.calls).toHaveLength(1)
    expect(world.storeTries()).toBe(0)
    expect(world.rows.size).toBe(0)
  })

  it('ends an answer that comes in another tab, and keeps nothing of it', async () => {
    const world = createRunWorld()
    const other = world.another()
    await begin(world)
    call(world).send(...say('half'))
    await world.settle()
    await other.runs.forget(a.threadId)
    other.deleteThread()
    await world.settle()
    await threeTimes(world)
    expect(call(world).signal.aborted).toBe(true)
    expect(world.storeTries()).toBe(0)
    expect(world.rows.size).toBe(0)
  })

  it('ends nothing in other threads', async () => {
    const world = createRunWorld()
    await begin(world)
    await world.runs.forget(createId(testRandom(7), 'thr'))
    await world.settle()
    call(world).send(...say('still here'), finish)
    await world.settle()
    expect(completion(world).status).toBe('complete')
  })
})
