import { testRandom } from '@weft/shared/testing/env.ts'
import { must } from '@weft/shared/assert.ts'
import { describe, expect, it } from 'vitest'
import type { StreamPart } from './language-model.ts'
import { createOpenAIChatReader } from './openai-chat-reader.ts'
import { joinDeltas, playReader, responseOf } from './play-reader.ts'
import { presets } from './presets.ts'

const quirksOf = (id: string) =>
  must(
    presets.find(preset => preset.id === id),
    id,
  ).chat

const play = async (body: string, preset = 'openai-compatible'): Promise<readonly StreamPart[]> =>
  joinDeltas(
    await playReader(
      writer =>
        createOpenAIChatReader({
          writer,
          quirks: quirksOf(preset),
          owner: { by: preset, model: 'm' },
          random: testRandom(7),
        }),
      responseOf([new TextEncoder().encode(body)]),
    ),
  )

const data = (...events: readonly unknown[]): string =>
  events.map(event => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')

const delta = (fields: object, finish: string | null = null, more: object = {}): object => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
  ...more,
})

const textOf = (parts: readonly StreamPart[]): string =>
  parts.map(part => (part.type === 'text-delta' ? part.delta : '')).join('')

const closing = (parts: readonly StreamPart[]): StreamPart | undefined => parts.at(-1)

describe('endings', () => {
  it('finishes without [DONE] when the reason came', async () => {
    const parts = await play(data(delta({ content: 'Hi' }), delta({}, 'stop')))
    expect(closing(parts)).toEqual({ type: 'finish', reason: 'complete', usage: {} })
  })

  it('finishes without a reason when [DONE] came', async () => {
    const parts = await play(data(delta({ content: 'Hi' }), '[DONE]'))
    expect(closing(parts)).toEqual({ type: 'finish', reason: 'unknown', usage: {} })
  })

  it('is cut when neither came, and keeps the text', async () => {
    const parts = await play(data(delta({ content: 'Hi' })))
    expect(textOf(parts)).toBe('Hi')
    expect(closing(parts)).toEqual({ type: 'error', error: { type: 'stream-cut' } })
  })

  it('reads the last event although its closing blank line was left out', async () => {
    const body = data(delta({ content: 'Hi' })) + `data: ${JSON.stringify(delta({}, 'stop'))}`
    expect(closing(await play(body))).toMatchObject({ type: 'finish', reason: 'complete' })
  })

  it('ignores what comes after the end', async () => {
    const parts = await play(
      data(delta({ content: 'Hi' }, 'stop'), '[DONE]', delta({ content: ' more' }), '[DONE]'),
    )
    expect(textOf(parts)).toBe('Hi')
    expect(parts.filter(part => part.type === 'finish')).toHaveLength(1)
  })

  it('calls a finished answer without anything in it empty', async () => {
    const parts = await play(data(delta({ role: 'assistant', content: '' }), delta({}, 'stop'), '[DONE]'))
    expect(parts).toEqual([{ type: 'error', error: { type: 'answer-empty' } }])
  })

  it('does not call an answer empty that a filter or the limit has ended', async () => {
    expect(closing(await play(data(delta({}, 'content_filter'))))).toMatchObject({ reason: 'refused' })
    expect(closing(await play(data(delta({}, 'length'))))).toMatchObject({ reason: 'length' })
  })

  it.each([
    ['stop', 'complete'],
    ['eos', 'complete'],
    ['STOP', 'complete'],
    ['length', 'length'],
    ['model_length', 'length'],
    ['insufficient_system_resource', 'length'],
    ['content_filter', 'refused'],
    ['tool_calls', 'tool-calls'],
    ['wat', 'unknown'],
  ])('knows the reason %s', async (wire, reason) => {
    expect(closing(await play(data(delta({ content: 'x' }, wire))))).toMatchObject({ reason })
  })
})

describe('errors inside a stream', () => {
  it.each<[string, unknown, object]>([
    [
      'OpenAI',
      { error: { message: 'Boom', type: 'server_error', code: null } },
      { type: 'provider-failed', detail: 'Boom' },
    ],
    [
      'OpenRouter, with a choice beside it',
      {
        error: { code: 429, message: 'Slow down' },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      },
      { type: 'rate-limited', status: 429, detail: 'Slow down' },
    ],
    [
      'vLLM',
      { object: 'error', message: 'engine dead', type: 'InternalServerError', code: 500 },
      { type: 'provider-failed', status: 500, detail: 'engine dead' },
    ],
    [
      'Ollama',
      { error: 'llama runner process has terminated' },
      { type: 'provider-failed', detail: 'llama runner process has terminated' },
    ],
    [
      'an overloaded one',
      { error: { type: 'overloaded_error', message: 'Overloaded' } },
      { type: 'overloaded', detail: 'Overloaded' },
    ],
    [
      'too long',
      {
        error: {
          message: "This model's maximum context length is 4096 tokens",
          type: 'invalid_request_error',
          code: 'context_length_exceeded',
        },
      },
      { type: 'context-too-long', detail: "This model's maximum context length is 4096 tokens" },
    ],
    ['a reason alone', delta({}, 'error'), { type: 'provider-failed' }],
  ])('%s: keeps the text before it', async (_, event, error) => {
    const parts = await play(data(delta({ content: 'So far' }), event, '[DONE]'))
    expect(textOf(parts)).toBe('So far')
    expect(closing(parts)).toEqual({ type: 'error', error })
  })

  it('reads an event named error, whatever its data', async () => {
    const parts = await play(
      `${data(delta({ content: 'a' }))}event: error\ndata: {"error":{"message":"No models loaded"}}\n\n`,
    )
    expect(closing(parts)).toEqual({
      type: 'error',
      error: { type: 'provider-failed', detail: 'No models loaded' },
    })
    expect(closing(await play('event: error\ndata: went wrong\n\n'))).toEqual({
      type: 'error',
      error: { type: 'provider-failed', detail: 'went wrong' },
    })
  })

  it('reads the old llama.cpp, which wrote error where others write data', async () => {
    const body = `${data(delta({ content: 'a' }))}error: {"code":500,"message":"context shift is disabled","type":"server_error"}\n\n`
    expect(closing(await play(body))).toMatchObject({
      error: { type: 'provider-failed', detail: 'context shift is disabled' },
    })
  })

  it('says malformed of what JSON cannot read, and keeps the text', async () => {
    const parts = await play(data(delta({ content: 'kept' }), '{"choices":[{"delta":{"content":"tor'))
    expect(textOf(parts)).toBe('kept')
    expect(closing(parts)).toMatchObject({ type: 'error', error: { type: 'stream-malformed' } })
  })
})

describe('usage', () => {
  it.each<[string, unknown]>([
    ['negative', { prompt_tokens: -7, completion_tokens: -1 }],
    ['text', { prompt_tokens: 'many', completion_tokens: '3' }],
    ['null', { prompt_tokens: null }],
    ['a list', []],
    ['absent', undefined],
  ])('is unknown when it is %s', async (_, usage) => {
    const parts = await play(data(delta({ content: 'x' }, 'stop', { usage }), '[DONE]'))
    expect(closing(parts)).toEqual({ type: 'finish', reason: 'complete', usage: {} })
  })

  it('is unknown when it is NaN, which is no JSON at all, and the answer is whole', async () => {
    const body = `${data(delta({ content: 'NaN is “NaN” here: \\"Infinity\\"' }))}data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop","logprobs":-Infinity}],"usage":{"prompt_tokens":NaN,"completion_tokens":3}}\n\ndata: [DONE]\n\n`
    const parts = await play(body)
    expect(textOf(parts)).toContain('NaN is “NaN” here')
    expect(closing(parts)).toEqual({ type: 'finish', reason: 'complete', usage: { outputTokens: 3 } })
  })

  it('takes what is good of what is not', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 'x', prompt_tokens_details: 'none' }
    expect(closing(await play(data(delta({ content: 'x' }, 'stop', { usage }))))).toMatchObject({
      usage: { inputTokens: 3 },
    })
  })
})

describe('tool calls in odd shapes', () => {
  const call = (fields: object): object => delta({ tool_calls: [fields] })
  const inputs = (parts: readonly StreamPart[]) =>
    parts
      .filter(part => part.type === 'tool-input-start')
      .map(({ id, name }) => ({
        id,
        name,
        input: parts
          .map(part => (part.type === 'tool-input-delta' && part.id === id ? part.delta : ''))
          .join(''),
      }))

  it('gives two calls under one id an id each', async () => {
    const parts = await play(
      data(
        call({ index: 0, id: 'call_same', function: { name: 'a', arguments: '1' } }),
        call({ index: 1, id: 'call_same', function: { name: 'b', arguments: '2' } }),
        delta({}, 'tool_calls'),
      ),
    )
    expect(inputs(parts)).toEqual([
      { id: 'call_same', name: 'a', input: '1' },
      { id: 'call_same_2', name: 'b', input: '2' },
    ])
  })

  it('joins pieces although every one repeats id and name', async () => {
    const piece = (text: string): object =>
      call({ index: 0, id: 'c1', function: { name: 'a', arguments: text } })
    const parts = await play(data(piece('{"x"'), piece(':1}'), delta({}, 'stop')))
    expect(inputs(parts)).toEqual([{ id: 'c1', name: 'a', input: '{"x":1}' }])
    expect(closing(parts)).toMatchObject({ reason: 'tool-calls' })
  })

  it('waits for the name', async () => {
    const parts = await play(
      data(
        call({ index: 0, id: 'c1', function: { arguments: '{"a"' } }),
        call({ index: 0, function: { name: 'late', arguments: ':1}' } }),
        delta({}, 'tool_calls'),
      ),
    )
    expect(inputs(parts)).toEqual([{ id: 'c1', name: 'late', input: '{"a":1}' }])
  })

  it('shows a call that never got a name or an id', async () => {
    const parts = await play(data(call({ function: { arguments: '{}' } }), delta({}, 'tool_calls')))
    expect(inputs(parts)).toEqual([{ id: expect.stringMatching(/^[a-z2-7]{9}$/), name: '', input: '{}' }])
  })

  it('reads the function_call of old', async () => {
    const parts = await play(
      data(
        delta({ function_call: { name: 'old', arguments: '{' } }),
        delta({ function_call: { arguments: '}' } }),
        delta({}, 'function_call'),
      ),
    )
    expect(inputs(parts)).toEqual([{ id: expect.any(String), name: 'old', input: '{}' }])
  })

  it('takes a thousand', async () => {
    const calls = Array.from({ length: 1000 }, (_, index) =>
      call({ index, id: `c${index}`, function: { name: 't', arguments: '{}' } }),
    )
    expect(inputs(await play(data(...calls, delta({}, 'tool_calls'))))).toHaveLength(1000)
  })
})

describe('content', () => {
  it('reads the answer of a server that does not stream', async () => {
    const body = JSON.stringify({
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Whole', reasoning_content: 'Why' },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    })
    const parts = await play(body)
    expect(textOf(parts)).toBe('Whole')
    expect(parts.find(part => part.type === 'reasoning-delta')).toMatchObject({ delta: 'Why' })
    expect(closing(parts)).toMatchObject({ type: 'finish', usage: { inputTokens: 1, outputTokens: 2 } })
  })

  it('does not say the same reasoning twice when a server fills both fields', async () => {
    const parts = await play(
      data(delta({ reasoning_content: 'once', reasoning: 'once' }), delta({ content: 'x' }, 'stop')),
    )
    expect(parts.filter(part => part.type === 'reasoning-delta')).toEqual([
      { type: 'reasoning-delta', id: 'reasoning-0', delta: 'once' },
    ])
  })

  it('takes blank padding beside reasoning for no text', async () => {
    const parts = await play(
      data(
        delta({ reasoning: 'a', content: '' }),
        delta({ reasoning: 'b', content: '\n' }),
        delta({ content: 'Hi' }, 'stop'),
      ),
    )
    expect(parts.map(part => part.type)).toEqual([
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-end',
      'finish',
    ])
  })

  it('passes over other choices, unknown fields and fields of the wrong kind', async () => {
    const parts = await play(
      data(
        {
          choices: [
            { index: 1, delta: { content: 'other' } },
            { index: 0, delta: { content: 'this', audio: {}, tool_calls: 'no' } },
          ],
          odd: 1,
        },
        { choices: [] },
        { ping: true },
        delta({ content: 7 }),
        delta({}, 'stop'),
      ),
    )
    expect(textOf(parts)).toBe('this')
  })

  it('leaves think tags alone where the vendor parses them itself', async () => {
    expect(textOf(await play(data(delta({ content: '<think>x</think>y' }, 'stop')), 'openai'))).toBe(
      '<think>x</think>y',
    )
  })
})
