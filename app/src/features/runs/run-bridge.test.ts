import { must } from '@weft/shared/assert.ts'
import { encodeText } from '@weft/shared/bytes.ts'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { type TestClock, testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import type { LiveDelta, LiveFrame } from './live-channel.ts'
import { createRelayReader, encodeRelayFrame, longestPiece } from './relay-frame.ts'
import { silence, startRunBridge, type ThreadRef } from './run-bridge.ts'
import type { RunRow } from './tables.ts'

const random = testRandom(7)
const room: ThreadRef = { workspaceId: createId(random, 'wsp'), roomId: createId(random, 'thr') }

const newRow = (): RunRow => ({
  messageId: createId(random, 'msg'),
  workspaceId: room.workspaceId,
  threadId: room.roomId,
  parentId: createId(random, 'msg'),
  model: { providerId: createId(random, 'prv'), modelId: 'm', name: 'M' },
  continues: false,
  state: 'streaming',
  startedAt: 1,
  parts: [],
  frame: 0,
  attempt: 1,
})

interface Device {
  readonly rows: Map<MessageId, RunRow>
  readonly stored: Set<MessageId>
  /** What its pages and other workers hear. */
  readonly posted: LiveFrame[]
  /** Something that a worker or page of this device says. */
  readonly say: (frame: LiveFrame) => void
  readonly receive: (bytes: Uint8Array) => void
  /** The worker that has the bridge dies, and another takes over. */
  readonly restart: () => void
}

interface World {
  readonly clock: TestClock
  readonly a: Device
  readonly b: Device
  readonly settle: () => Promise<void>
  readonly advance: (milliseconds: number) => Promise<void>
  /** Frames between the devices are lost from now on, or not any more. */
  readonly cut: (lost: boolean) => void
  readonly sent: Uint8Array[]
}

const createDevice = (clock: TestClock, publish: (bytes: Uint8Array) => void): Device => {
  const rows = new Map<MessageId, RunRow>()
  const stored = new Set<MessageId>()
  const posted: LiveFrame[] = []
  let life = new AbortController()
  let hear: (frame: LiveFrame) => void = () => {}
  let take: (room: ThreadRef, bytes: Uint8Array) => void = () => {}
  const start = (): void => {
    const { signal } = life
    startRunBridge({
      env: { clock, random },
      post: frame => {
        if (!signal.aborted) posted.push(frame)
      },
      onFrame: listener => {
        hear = listener
      },
      publish: (to, bytes) => {
        expect(to).toEqual(room)
        if (!signal.aborted) publish(bytes)
      },
      onPublished: listener => {
        take = listener
      },
      readRow: async messageId => rows.get(messageId),
      relayedRows: async () => [...rows.values()].filter(row => row.relayedAt !== undefined),
      saveRow: async row => rows.set(row.messageId, row),
      deleteRow: async row => rows.delete(row.messageId),
      isStored: async (_room, messageId) => stored.has(messageId),
      signal,
    })
  }
  start()
  return {
    rows,
    stored,
    posted,
    say: frame => hear(frame),
    receive: bytes => take(room, bytes),
    restart: () => {
      life.abort()
      life = new AbortController()
      start()
    },
  }
}

const createWorld = (): World => {
  const clock = testClock()
  let isCut = false
  const sent: Uint8Array[] = []
  const to = (other: () => Device) => (bytes: Uint8Array) => {
    if (isCut) return
    sent.push(bytes)
    other().receive(bytes)
  }
  const a: Device = createDevice(
    clock,
    to(() => b),
  )
  const b: Device = createDevice(
    clock,
    to(() => a),
  )
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
  }
  return {
    clock,
    a,
    b,
    settle,
    sent,
    cut: lost => {
      isCut = lost
    },
    advance: async milliseconds => {
      for (let passed = 0; passed < milliseconds; passed += 250) {
        clock.advance(250)
        await settle()
      }
    },
  }
}

/** A run of a device, as its worker tells it. */
const createMaker = (device: Device, row = newRow()) => {
  const { messageId } = row
  let frame = 0
  let text = ''
  device.rows.set(messageId, row)
  const whole = (): void =>
    device.say({ type: 'whole', messageId, frame, state: 'streaming', parts: [{ type: 'text', text }] })
  return {
    messageId,
    whole,
    word: (delta: string): void => {
      frame += 1
      text += delta
      const deltas: LiveDelta[] = [{ index: 0, type: 'text', delta }]
      device.say({ type: 'delta', messageId, frame, deltas })
    },
    /** As its worker does: whoever asks is answered with all of it. */
    answerAsks: (): void => {
      const asks = device.posted.filter(posted => posted.type === 'ask' && posted.messageId === messageId)
      if (asks.length > 0) whole()
    },
    end: (): void => {
      device.stored.add(messageId)
      device.rows.delete(messageId)
      device.say({ type: 'end', messageId })
    },
  }
}

const textsOf = (device: Device) =>
  device.posted.map(frame => {
    if (frame.type === 'delta') return frame.deltas.map(({ delta }) => delta).join('')
    return frame.type === 'whole' ? JSON.stringify(frame.parts) : frame.type
  })

it('shows an answer of one device on the other while it comes, and leaves nothing when it is there', async () => {
  const { a, b, settle, advance } = createWorld()
  const run = createMaker(a)
  run.whole()
  run.word('Hello')
  run.word(' there')
  await settle()
  const row = must(b.rows.get(run.messageId), 'a row of the run on the other device')
  const { workspaceId, roomId: threadId } = room
  expect(row).toMatchObject({ workspaceId, threadId, state: 'streaming' })
  expect(row.relayedAt).toBeDefined()
  expect(textsOf(b)).toEqual(['[{"type":"text","text":""}]', 'Hello', ' there'])
  expect(b.posted.every(frame => 'relayed' in frame && frame.relayed)).toBe(true)

  run.end()
  await advance(2_000)
  // The message is on its way: what is seen stays until it is here.
  expect(b.rows.has(run.messageId)).toBe(true)
  b.stored.add(run.messageId)
  await advance(500)
  expect(b.rows.size).toBe(0)
  expect(b.posted.at(-1)).toEqual({ type: 'end', messageId: run.messageId })
})

it('asks for all of it when it comes late or has missed something, once a second at most', async () => {
  const world = createWorld()
  const { a, b, settle, cut } = world
  const run = createMaker(a)
  cut(true)
  run.whole()
  run.word('one')
  await settle()
  cut(false)
  for (const word of [' two', ' three', ' four']) run.word(word)
  await settle()
  expect(a.posted).toEqual([{ type: 'ask', messageId: run.messageId }])
  expect(b.rows.size).toBe(0)
  run.answerAsks()
  run.word(' five')
  await settle()
  expect(textsOf(b)).toEqual(['[{"type":"text","text":"one two three four"}]', ' five'])

  cut(true)
  run.word(' six')
  await settle()
  cut(false)
  run.word(' seven')
  await settle()
  // The page is not told what does not follow.
  expect(textsOf(b)).toHaveLength(2)
  await world.advance(1_000)
  run.word(' eight')
  await settle()
  run.answerAsks()
  await settle()
  expect(textsOf(b).at(-1)).toContain('five six seven eight')
})

it('answers a page that opens late by itself, and carries "Stop" to the device that makes the answer', async () => {
  const { a, b, settle } = createWorld()
  const run = createMaker(a)
  run.whole()
  run.word('word')
  await settle()
  b.say({ type: 'ask', messageId: run.messageId })
  await settle()
  expect(textsOf(b).at(-1)).toBe('[{"type":"text","text":"word"}]')
  b.say({ type: 'control', messageId: run.messageId, action: 'stop' })
  await settle()
  expect(a.posted).toEqual([{ type: 'control', messageId: run.messageId, action: 'stop' }])
})

it('keeps what is thought about for long, and drops what nobody speaks of any more', async () => {
  const { a, b, advance, settle } = createWorld()
  const run = createMaker(a)
  run.whole()
  await settle()
  for (let asked = 0; asked < 12; asked += 1) {
    await advance(10_000)
    run.answerAsks()
    await settle()
  }
  expect(b.rows.has(run.messageId)).toBe(true)
  // The worker is gone: its bridge asks, and nobody answers.
  await advance(silence + 10_000)
  expect(b.rows.size).toBe(0)
  expect(b.posted.at(-1)).toEqual({ type: 'end', messageId: run.messageId })
})

it('says the end of a run whose worker could not', async () => {
  const { a, b, advance, settle } = createWorld()
  const run = createMaker(a)
  run.whole()
  await settle()
  // Taken up as interrupted by another tab, whose end this bridge did not hear.
  a.rows.delete(run.messageId)
  b.stored.add(run.messageId)
  await advance(15_000)
  expect(b.rows.size).toBe(0)
})

it('goes on where the bridge before it was', async () => {
  const { a, b, settle, advance } = createWorld()
  const run = createMaker(a)
  run.whole()
  run.word('one')
  await settle()
  b.restart()
  await settle()
  expect(a.posted).toEqual([{ type: 'ask', messageId: run.messageId }])
  run.answerAsks()
  run.word(' two')
  await settle()
  expect(textsOf(b).slice(-2)).toEqual(['[{"type":"text","text":"one"}]', ' two'])
  b.restart()
  await settle()
  await advance(silence + 10_000)
  expect(b.rows.size).toBe(0)
})

it('never takes a run of this device, nor a message that is there, for another’s', async () => {
  const { a, b, settle } = createWorld()
  const own = createMaker(b)
  const liar = createMaker(a, { ...newRow(), messageId: own.messageId })
  liar.whole()
  const known = createMaker(a)
  b.stored.add(known.messageId)
  known.whole()
  known.word('late')
  await settle()
  expect(b.rows.get(own.messageId)?.relayedAt).toBeUndefined()
  expect(b.rows.size).toBe(1)
  expect(b.posted).toEqual([])
})

it('tells nothing of an answer that another device tells', async () => {
  const { a, b, settle, sent } = createWorld()
  const run = createMaker(a)
  run.whole()
  await settle()
  const before = sent.length
  for (const frame of b.posted) b.say(frame)
  b.restart()
  for (const frame of b.posted) b.say(frame)
  await settle()
  // One question of the new bridge.
  expect(sent.length - before).toBe(1)
})

it('reads frames in pieces of any order, and refuses what is none', () => {
  const text = 'a'.repeat(3 * longestPiece)
  const { messageId, parentId, model } = newRow()
  const frame = {
    type: 'whole',
    messageId,
    parentId,
    model,
    continues: false,
    startedAt: 1,
    state: 'streaming',
    frame: 3,
    parts: [{ type: 'text', text }],
  } as const
  const pieces = encodeRelayFrame({ ...frame, parts: [...frame.parts] }, random)
  expect(pieces).toHaveLength(4)
  const reader = createRelayReader()
  const read = [...pieces, ...pieces].toReversed().map(piece => reader.take(piece))
  expect(read.map(result => result.ok && result.value?.type)).toEqual(
    [null, null, null, 'whole', null, null, null, 'whole'].map(type => type ?? undefined),
  )
  const tooLong = { ...frame, parts: [{ type: 'text' as const, text: 'a'.repeat(2 ** 21) }] }
  expect(encodeRelayFrame(tooLong, random)).toEqual([])

  const head = Uint8Array.of(1, 2, 3, 4, 0, 0, 0, 1)
  const whole = (value: string) => Uint8Array.from([...head, ...encodeText(value)])
  for (const bytes of [
    new Uint8Array(0),
    head,
    whole('{'),
    whole('null'),
    whole('{"type":"end","messageId":"msg_1"}'),
    whole(`{"type":"whole","messageId":"${messageId}"}`),
    Uint8Array.of(1, 2, 3, 4, 0, 5, 0, 2, 1),
    Uint8Array.of(1, 2, 3, 4, 0, 0, 255, 255, 1),
    new Uint8Array(longestPiece + 9),
  ])
    expect(reader.take(bytes)).toEqual({ ok: false, error: { type: 'relay-malformed' } })
  expect(reader.take(whole(JSON.stringify({ type: 'end', messageId })))).toMatchObject({ ok: true })
})
