/** The browser's own model from the engine's end of the port to a faithful fake of the API, which says how it was called. */

import { testClock } from '@weft/shared/testing/env.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ModelRequest, PromptMessage, StreamPart } from '../../providers/language-model.ts'
import type { Locks } from '../../providers/lifeline.ts'
import type { DeviceModel } from '../device-model.ts'
import { createFakeBrowserApis, type FakeBrowserApis, type FakeState } from '../testing/fake-browser-apis.ts'
import { type BrowserClient, createBrowserClient } from './browser-client.ts'
import { serveBrowserModel } from './browser-host.ts'
import { toBrowserPrompt } from './browser-prompt.ts'
import { createBrowserSessions } from './browser-sessions.ts'
import type { PromptApi, PromptSession } from './prompt-api.ts'

const model: DeviceModel = {
  id: 'browser-prompt',
  engine: 'browser',
  task: 'chat',
  name: '',
  family: '',
  downloadBytes: 0,
  memoryBytes: 0,
  contextWindow: 0,
  languages: [],
  licence: { name: '' },
  needsHalfFloats: false,
  abilities: { tools: false, vision: false, reasoning: false },
  source: { type: 'browser' },
}

let apis: FakeBrowserApis
let client: BrowserClient
let clock: ReturnType<typeof testClock>
let windows: number[]

const start = (state: Partial<FakeState> = {}, locks: Locks = navigator.locks): void => {
  apis = createFakeBrowserApis(state)
  clock = testClock()
  windows = []
  const { port1, port2 } = new MessageChannel()
  serveBrowserModel(port1, {
    env: { clock, random: systemRandom },
    locks,
    apis,
    browserName: 'Weaver',
    isOnline: () => true,
    report: cause => {
      throw cause
    },
  })
  client = createBrowserClient(port2, clock)
}

beforeEach(() => start())

const say = (...texts: readonly string[]): readonly PromptMessage[] =>
  texts.map((text, index) =>
    index % 2 === 0
      ? { role: 'user', content: [{ type: 'text', text }] }
      : { role: 'assistant', content: [{ type: 'text', text }] },
  )

const requestOf = (messages: readonly PromptMessage[], more: Partial<ModelRequest> = {}): ModelRequest => ({
  modelId: model.id,
  instructions: 'Be kind.',
  messages,
  parameters: {},
  ...more,
})

const ask = async (
  request: ModelRequest,
  { signal = new AbortController().signal, of = model, onPart = (_part: StreamPart): void => undefined } = {},
): Promise<readonly StreamPart[]> => {
  const parts: StreamPart[] = []
  const stream = client.stream(
    of,
    request,
    signal,
    () => undefined,
    tokens => void windows.push(tokens),
  )
  for await (const part of stream) {
    parts.push(part)
    onPart(part)
  }
  return parts
}

const textIn = (parts: readonly StreamPart[]): string =>
  parts.map(part => (part.type === 'text-delta' ? part.delta : '')).join('')

const errorIn = (parts: readonly StreamPart[]): unknown =>
  parts.map(part => (part.type === 'error' ? part.error.type : undefined)).find(type => type !== undefined)

/** Lets a browser destroy its sessions of its own accord, as it does when it needs the memory: none gives a copy then. */
const destructible = (api: PromptApi): { readonly all: () => void } => {
  let generation = 0
  const { create } = api
  const born = (session: PromptSession): PromptSession => {
    const own = generation
    const { clone } = session
    return Object.assign(session, {
      clone: async (...asked: Parameters<typeof clone>) => {
        if (own !== generation) throw new DOMException('The session is destroyed.', 'InvalidStateError')
        return born(await clone(...asked))
      },
    })
  }
  Object.assign(api, {
    create: async (...asked: Parameters<typeof create>) => born(await create(...asked)),
  })
  return {
    all: () => {
      generation += 1
    },
  }
}

describe('an answer', () => {
  it('is asked of a copy of a session that begins with the system prompt', async () => {
    const parts = await ask(requestOf(say('one', 'two', 'three')))
    expect(textIn(parts)).toBe('You said three')
    expect(parts.at(-1)).toEqual({
      type: 'finish',
      reason: 'complete',
      usage: { inputTokens: 5, outputTokens: 3 },
    })
    expect(apis.created).toHaveLength(1)
    expect(apis.created[0]).toMatchObject({
      expectedInputs: [{ type: 'text' }],
      initialPrompts: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: [{ type: 'text', value: 'one' }] },
        { role: 'assistant', content: [{ type: 'text', value: 'two' }] },
      ],
    })
    expect(apis.prompted).toEqual([[{ role: 'user', content: [{ type: 'text', value: 'three' }] }]])
    expect(windows).toEqual([1_000])
  })

  it('to what comes next asks only that, of the session that gave the last one', async () => {
    await ask(requestOf(say('one')))
    await ask(requestOf(say('one', 'You said one', 'three')))
    expect(apis.created).toHaveLength(1)
    expect(apis.copies()).toBe(2)
    expect(apis.prompted.map(input => input.length)).toEqual([1, 1])
    expect(apis.alive()).toBe(1)
  })

  it('to a line that was changed asks a session of its own', async () => {
    await ask(requestOf(say('one')))
    await ask(requestOf(say('uno', 'You said one', 'three')))
    expect(apis.created).toHaveLength(2)
    expect(apis.created[1]?.initialPrompts).toHaveLength(3)
    expect(apis.alive()).toBe(2)
  })

  it('of a third line ends the session that was used longest ago', async () => {
    for (const word of ['one', 'two', 'three']) await ask(requestOf(say(word)))
    expect(apis.alive()).toBe(2)
    await ask(requestOf(say('three', 'You said three', 'four')))
    await ask(requestOf(say('two', 'You said two', 'four')))
    expect(apis.created).toHaveLength(3)
    await ask(requestOf(say('one', 'You said one', 'four')))
    expect(apis.created).toHaveLength(4)
  })

  it('leaves nothing in memory when nobody has asked for a while', async () => {
    await ask(requestOf(say('one')))
    clock.advance(4 * 60_000)
    await ask(requestOf(say('one', 'You said one', 'three')))
    clock.advance(4 * 60_000)
    expect(apis.alive()).toBe(1)
    clock.advance(60_000)
    expect(apis.alive()).toBe(0)
  })

  it('of a session that the browser has destroyed fails once, and the next try begins a new one', async () => {
    const destroyed = destructible(apis.LanguageModel)
    await ask(requestOf(say('one')))
    destroyed.all()
    const next = requestOf(say('one', 'You said one', 'three'))
    expect(errorIn(await ask(next))).toBe('stream-cut')
    expect(apis.alive()).toBe(0)
    expect(textIn(await ask(next))).toBe('You said three')
    expect(apis.created).toHaveLength(2)
    expect(apis.alive()).toBe(1)
  })

  it('that is stopped while its copy is made leaves the session as it was', async () => {
    const sessions = createBrowserSessions(apis.LanguageModel, clock)
    const prompt = toBrowserPrompt(requestOf(say('one')), false)
    const { giveBack } = await sessions.borrow(prompt, false, new AbortController().signal)
    giveBack()
    await expect(sessions.borrow(prompt, false, AbortSignal.abort())).rejects.toThrow('abort')
    expect(apis.alive()).toBe(1)
  })

  it('that is as long as it may be is cut, and nothing is asked after half of one', async () => {
    const parts = await ask(requestOf(say('one'), { parameters: { maxOutputTokens: 1 } }))
    expect(textIn(parts)).toBe('You said ')
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'length' })
    await ask(requestOf(say('one', 'You said', 'three')))
    expect(apis.prompted.at(-1)).toHaveLength(3)
  })

  it('in JSON is held to an object, which is counted before it is asked', async () => {
    const json = { parameters: { outputFormat: 'json' } } as const
    const parts = await ask(requestOf(say('one'), json))
    expect(apis.constraints).toEqual([{ type: 'object' }])
    expect(parts.at(-1)).toMatchObject({ usage: { inputTokens: 4, outputTokens: 3 } })
    start({ window: 3 })
    expect(errorIn(await ask(requestOf(say('one'), json)))).toBe('context-too-long')
    await ask(requestOf(say('one')))
    expect(apis.constraints).toEqual([undefined])
  })

  it('shows pictures to a model that sees them', async () => {
    const sees = { ...model, abilities: { ...model.abilities, vision: true } }
    const bytes = Uint8Array.of(1, 2)
    const parts = await ask(
      requestOf([{ role: 'user', content: [{ type: 'image', mediaType: 'image/png', bytes }] }]),
      { of: sees },
    )
    expect(textIn(parts)).toBe('You said [picture]')
    expect(apis.created[0]?.expectedInputs).toEqual([{ type: 'text' }, { type: 'image' }])
    const content = apis.prompted[0]?.[0]?.content[0]
    const value = typeof content === 'object' ? content.value : undefined
    expect(value).toBeInstanceOf(Blob)
    expect(value instanceof Blob && new Uint8Array(await value.arrayBuffer())).toEqual(bytes)
  })
})

describe('an answer that does not come whole', () => {
  it('when it is stopped ends quietly, and the session stays as it was', async () => {
    const wait = Promise.withResolvers<void>()
    start({
      answer: async function* () {
        yield 'Well '
        await wait.promise
      },
    })
    const stop = new AbortController()
    const parts = await ask(requestOf(say('one')), {
      signal: stop.signal,
      onPart: part => {
        if (part.type === 'text-delta') stop.abort()
      },
    })
    expect(parts.map(({ type }) => type)).toEqual(['text-start', 'text-delta'])
    await expect.poll(() => apis.ended).toEqual(['AbortError'])
    await expect.poll(apis.alive).toBe(1)
    wait.resolve()
    apis.set({ answer: () => ['Again'] })
    expect(textIn(await ask(requestOf(say('one'))))).toBe('Again')
    expect(apis.created).toHaveLength(1)
  })

  it('when whoever asked hangs up is stopped, before any lifeline is known', async () => {
    // One who has not got its lock yet.
    const locks: Locks = { request: () => new Promise(() => undefined) }
    start(
      {
        answer: async function* () {
          yield 'Well '
          await new Promise(() => undefined)
        },
      },
      locks,
    )
    await ask(requestOf(say('one')), {
      onPart: part => {
        if (part.type === 'text-delta') client.close()
      },
    })
    await expect.poll(() => apis.ended).toEqual(['AbortError'])
    await expect.poll(apis.alive).toBe(1)
  })

  it('when the line is longer than the session says so before anything is asked', async () => {
    start({ window: 5 })
    expect(errorIn(await ask(requestOf(say('one two three four'))))).toBe('context-too-long')
    expect(apis.prompted).toEqual([])
    expect(errorIn(await ask(requestOf(say('one two three four', 'five', 'six'))))).toBe('context-too-long')
    await expect.poll(apis.alive).toBe(1)
  })

  it('when the session begins to forget is not asked on', async () => {
    const isRead = Promise.withResolvers<void>()
    start({
      answer: async function* () {
        yield 'Well '
        await isRead.promise
        apis.overflow()
        yield 'then.'
      },
    })
    const parts = await ask(requestOf(say('one')), {
      onPart: part => {
        if (part.type === 'text-delta') isRead.resolve()
      },
    })
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'complete' })
    await ask(requestOf(say('one', 'Well then.', 'three')))
    expect(apis.prompted.at(-1)).toHaveLength(3)
  })

  it('when the session has forgotten before the first word was asked too much', async () => {
    start({
      answer: async function* () {
        apis.overflow()
        await new Promise(() => undefined)
        yield ''
      },
    })
    expect(errorIn(await ask(requestOf(say('one'))))).toBe('context-too-long')
  })

  it.each([
    ['QuotaExceededError', 'context-too-long'],
    ['UnknownError', 'provider-failed'],
    ['InvalidStateError', 'stream-cut'],
    ['NotAllowedError', 'model-not-here'],
  ])('by %s is named %s', async (trouble, type) => {
    start({ trouble })
    expect(await ask(requestOf(say('one')))).toEqual([
      { type: 'error', error: { type, detail: `It is ${trouble}.` } },
    ])
    await expect.poll(apis.alive).toBe(1)
  })

  it.each(['NotReadableError', 'NotSupportedError'])(
    'by %s is a refusal in the words of the browser',
    async trouble => {
      start({ trouble })
      expect(await ask(requestOf(say('one')))).toEqual([
        { type: 'finish', reason: 'refused', usage: {}, detail: `It is ${trouble}.` },
      ])
    },
  )

  it('without a word in it is empty', async () => {
    start({ answer: () => [] })
    expect(errorIn(await ask(requestOf(say('one'))))).toBe('answer-empty')
  })
})

describe('a title by the summarizer', () => {
  it('is made where one is there, which is then let go', async () => {
    start({ summarizer: 'available' })
    expect(await client.headline('one two three')).toBe('About 3 words')
    expect(apis.alive()).toBe(0)
  })

  it.each(['unavailable', 'downloadable', 'downloading'] as const)(
    'is none where it is %s',
    async summarizer => {
      start({ summarizer })
      expect(await client.headline('one two three')).toBeNull()
      expect(apis.summarized).toEqual([])
    },
  )

  it('is none where it takes neither the language nor the length', async () => {
    start({
      summarizer: 'available',
      headline: () => {
        throw new DOMException('No Bengali.', 'NotSupportedError')
      },
    })
    expect(await client.headline('এক দুই')).toBeNull()
    expect(apis.alive()).toBe(0)
  })
})
