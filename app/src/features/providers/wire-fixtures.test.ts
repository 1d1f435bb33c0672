/**
 * Streams in the formats of the vendors, kept as they go over the wire. Each must mean the same parts however the
 * network cuts it up: at every byte, and in many random pieces.
 */

import { readFileSync } from 'node:fs'
import { must } from '@weft/shared/assert.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnthropicReader } from './anthropic-reader.ts'
import type { AnswerReader } from './answer-reader.ts'
import type { StreamPart } from './language-model.ts'
import { createOpenAIChatReader } from './openai-chat-reader.ts'
import { createOpenAIResponsesReader } from './openai-responses-reader.ts'
import type { PartWriter } from './part-writer.ts'
import { joinDeltas, playReader, responseOf } from './play-reader.ts'
import { presets } from './presets.ts'
import { unwrapSignature } from './vendor-signature.ts'

const owner = { by: 'test', model: 'm' }

const chat =
  (preset: string) =>
  (writer: PartWriter): AnswerReader => {
    const { chat: quirks } = must(
      presets.find(({ id }) => id === preset),
      preset,
    )
    return createOpenAIChatReader({ writer, quirks, owner, random: testRandom(1) })
  }
const responses = (writer: PartWriter): AnswerReader => createOpenAIResponsesReader({ writer, owner })
const anthropic = (writer: PartWriter): AnswerReader => createAnthropicReader({ writer, owner })

interface Fixture {
  readonly name: string
  readonly reader: (writer: PartWriter) => AnswerReader
  readonly parts: readonly unknown[]
}

const text = (id: string, delta: string): readonly StreamPart[] => [
  { type: 'text-start', id },
  { type: 'text-delta', id, delta },
  { type: 'text-end', id },
]

const reasoning = (id: string, delta: string, signed?: unknown): readonly unknown[] => [
  { type: 'reasoning-start', id },
  ...(delta === '' ? [] : [{ type: 'reasoning-delta', id, delta }]),
  {
    type: 'reasoning-end',
    id,
    ...(signed === undefined ? {} : { signature: signed }),
    ...(delta === '' ? { redacted: true } : {}),
  },
]

const toolInput = (id: string, name: string, delta: string, signed?: unknown): readonly unknown[] => [
  { type: 'tool-input-start', id, name },
  ...(delta === '' ? [] : [{ type: 'tool-input-delta', id, delta }]),
  { type: 'tool-input-end', id, ...(signed === undefined ? {} : { signature: signed }) },
]

const finish = (reason: string, usage: object, detail?: string): readonly unknown[] => [
  { type: 'finish', reason, usage, ...(detail === undefined ? {} : { detail }) },
]

const fixtures: readonly Fixture[] = [
  {
    name: 'chat-openai',
    reader: chat('openai'),
    parts: [
      ...text('text-0', 'Grüße aus 東京 🗼 বাংলা'),
      ...finish('complete', {
        inputTokens: 24,
        outputTokens: 9,
        reasoningTokens: 0,
        cachedInputTokens: 16,
        cacheWriteTokens: 4,
      }),
    ],
  },
  {
    name: 'chat-deepseek',
    reader: chat('deepseek'),
    parts: [
      ...reasoning('reasoning-0', 'Two and two.', true),
      ...text('text-1', 'Four.'),
      ...finish('complete', { inputTokens: 12, outputTokens: 8, reasoningTokens: 5, cachedInputTokens: 8 }),
    ],
  },
  {
    name: 'chat-openrouter',
    reader: chat('openrouter'),
    parts: [
      ...reasoning('reasoning-0', 'Thinking.', [
        {
          format: 'anthropic-claude-v1',
          index: 0,
          type: 'reasoning.text',
          text: 'Thinking.',
          signature: 'c2ln',
        },
      ]),
      { type: 'text-start', id: 'text-1' },
      { type: 'text-delta', id: 'text-1', delta: 'Hi there' },
      ...reasoning('reasoning-2', '', [{ type: 'reasoning.encrypted', data: 'ZW5j', index: 1 }]),
      { type: 'text-end', id: 'text-1' },
      ...finish('complete', {
        inputTokens: 10,
        outputTokens: 7,
        reasoningTokens: 3,
        cachedInputTokens: 0,
        reportedCost: 0.00042,
      }),
    ],
  },
  {
    name: 'chat-groq-tools',
    reader: chat('groq'),
    parts: [
      { type: 'tool-input-start', id: 'call_a1', name: 'get_weather' },
      { type: 'tool-input-delta', id: 'call_a1', delta: '{"city": "Köln\\n"}' },
      { type: 'tool-input-start', id: 'call_b2', name: 'get_time' },
      { type: 'tool-input-delta', id: 'call_b2', delta: '{}' },
      { type: 'tool-input-end', id: 'call_a1' },
      { type: 'tool-input-end', id: 'call_b2' },
      ...finish('tool-calls', { inputTokens: 50, outputTokens: 20 }),
    ],
  },
  {
    name: 'chat-gemini-tools',
    reader: chat('gemini'),
    parts: [
      { type: 'reasoning-start', id: 'reasoning-0' },
      { type: 'reasoning-delta', id: 'reasoning-0', delta: 'I should look it up.' },
      { type: 'reasoning-end', id: 'reasoning-0' },
      { type: 'tool-input-start', id: 'function-call-1', name: 'a' },
      { type: 'tool-input-delta', id: 'function-call-1', delta: '{"x":1}' },
      { type: 'tool-input-start', id: 'function-call-2', name: 'b' },
      { type: 'tool-input-delta', id: 'function-call-2', delta: '{}' },
      { type: 'tool-input-end', id: 'function-call-1', signature: { google: { thought_signature: 'VEg=' } } },
      { type: 'tool-input-end', id: 'function-call-2' },
      ...finish('tool-calls', { inputTokens: 30, outputTokens: 18 }),
    ],
  },
  {
    name: 'chat-mistral',
    reader: chat('mistral'),
    parts: [
      ...reasoning('reasoning-0', 'Let me see.'),
      ...text('text-1', 'Bonjour !'),
      ...finish('complete', { inputTokens: 7, outputTokens: 11 }),
    ],
  },
  {
    name: 'chat-local-think',
    reader: chat('ollama'),
    parts: [
      ...reasoning('reasoning-0', 'Hm, a < b.'),
      ...text('text-1', 'Yes: <think> is a tag.'),
      ...finish('complete', {}),
    ],
  },
  {
    name: 'chat-local-tools',
    reader: chat('ollama'),
    parts: [
      { type: 'tool-input-start', id: expect.stringMatching(/^[a-z2-7]{9}$/), name: 'list' },
      { type: 'tool-input-delta', id: expect.any(String), delta: '{"path":"/"}' },
      { type: 'tool-input-start', id: expect.stringMatching(/^[a-z2-7]{9}$/), name: 'read' },
      { type: 'tool-input-delta', id: expect.any(String), delta: '{"p":1}' },
      { type: 'tool-input-end', id: expect.any(String) },
      { type: 'tool-input-end', id: expect.any(String) },
      ...finish('tool-calls', {}),
    ],
  },
  {
    name: 'chat-refusal',
    reader: chat('openai'),
    parts: [
      ...text('text-0', "I can't help with that."),
      ...finish('refused', { inputTokens: 5, outputTokens: 6 }),
    ],
  },
  {
    name: 'responses-reasoning',
    reader: responses,
    parts: [
      ...reasoning('reasoning-0', '**Weighing**\n\nDeciding.', { id: 'rs_1', encrypted: 'd2hvbGU=' }),
      ...text('text-1', 'Yes — “ok” 🙂'),
      ...finish('complete', {
        inputTokens: 36,
        outputTokens: 87,
        reasoningTokens: 64,
        cachedInputTokens: 20,
        cacheWriteTokens: 2,
      }),
    ],
  },
  {
    name: 'responses-tools',
    reader: responses,
    parts: [
      ...reasoning('reasoning-0', '', { id: 'rs_2', encrypted: 'c2VhbGVk' }),
      ...toolInput('call_q1', 'find', '{"q":"bus"}'),
      ...finish('tool-calls', { inputTokens: 9, outputTokens: 12 }),
    ],
  },
  {
    name: 'responses-refusal',
    reader: responses,
    parts: [...text('text-0', 'I’m sorry, no.'), ...finish('refused', { inputTokens: 4, outputTokens: 7 })],
  },
  {
    name: 'anthropic-thinking',
    reader: anthropic,
    parts: [
      ...reasoning('reasoning-0', 'First, the map.', { signature: 'EqQBCgIY' }),
      ...reasoning('reasoning-1', '', { redacted: 'EroB' }),
      ...text('text-2', 'Héllo wörld 👋🏽'),
      ...finish('complete', {
        inputTokens: 2112,
        outputTokens: 42,
        reasoningTokens: 30,
        cachedInputTokens: 2000,
        cacheWriteTokens: 100,
      }),
    ],
  },
  {
    name: 'anthropic-tools',
    reader: anthropic,
    parts: [
      ...reasoning('reasoning-0', '', { signature: 'SGlk' }),
      ...text('text-1', 'Looking it up.'),
      ...toolInput('toolu_01', 'get_weather', '{"city": "Zürich"}'),
      ...toolInput('toolu_02', 'now', ''),
      ...finish('tool-calls', { inputTokens: 300, outputTokens: 58 }),
    ],
  },
  {
    name: 'anthropic-refusal',
    reader: anthropic,
    parts: [
      ...text('text-0', 'To build'),
      ...finish('refused', { inputTokens: 20, outputTokens: 4 }, 'This request was declined.'),
    ],
  },
]

const bytesOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`__fixtures__/${name}.txt`, import.meta.url)))

/** Signatures opened, so that what is in them can be compared. */
const withOpenSignatures = (parts: readonly StreamPart[]): readonly unknown[] =>
  parts.map(part =>
    'signature' in part && part.signature !== undefined
      ? { ...part, signature: unwrapSignature(part.signature, owner) }
      : part,
  )

const play = async ({ reader }: Fixture, pieces: readonly Uint8Array[]): Promise<readonly unknown[]> =>
  withOpenSignatures(joinDeltas(await playReader(reader, responseOf(pieces))))

const cutAt = (bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const edges = [0, ...places.map(place => place % bytes.length).toSorted((a, b) => a - b), bytes.length]
  return edges.slice(1).map((end, index) => bytes.slice(edges[index], end))
}

describe.each(fixtures)('$name', fixture => {
  const bytes = bytesOf(fixture.name)

  it('means its parts', async () => {
    expect(await play(fixture, [bytes])).toEqual(fixture.parts)
  })

  it('means the same byte by byte', async () => {
    const pieces = [...bytes].map(byte => Uint8Array.of(byte))
    expect(await play(fixture, pieces)).toEqual(fixture.parts)
  })

  it('means the same in any pieces', async () => {
    const places = fc.array(fc.nat(), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(places, async cuts => {
        expect(await play(fixture, cutAt(bytes, cuts))).toEqual(fixture.parts)
      }),
      { numRuns: 60 },
    )
  })

  it('means the same with a byte order mark, with CR and with CRLF line ends', async () => {
    const lines = new TextDecoder().decode(bytes).replace(/\r\n/g, '\n')
    for (const variant of [`\ufeff${lines}`, lines.replace(/\n/g, '\r'), lines.replace(/\n/g, '\r\n')]) {
      const encoded = new TextEncoder().encode(variant)
      expect(await play(fixture, cutAt(encoded, [1, 2, 40, 41, 500]))).toEqual(fixture.parts)
    }
  })

  it('keeps what came before a cut, wherever it is, and never ends twice', async () => {
    for (let end = 0; end < bytes.length; end += 97) {
      const parts = await playReader(fixture.reader, responseOf([bytes.slice(0, end)], { breaks: true }))
      const closing = parts.filter(part => part.type === 'finish' || part.type === 'error')
      expect(closing).toHaveLength(1)
      expect(parts.at(-1)).toBe(closing[0])
      expect(openedButNotEnded(parts)).toEqual([])
    }
  })
})

const openedButNotEnded = (parts: readonly StreamPart[]): readonly string[] => {
  const ids = (suffix: string): readonly string[] =>
    parts.flatMap(part => (part.type.endsWith(suffix) && 'id' in part ? [part.id] : []))
  const ended = new Set(ids('-end'))
  return ids('-start').filter(id => !ended.has(id))
}
