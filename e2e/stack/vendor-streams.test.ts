/** Every kept stream read by the vendor's own client, whole and torn into writes of eleven bytes. */
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startFaultProvider, type FaultProvider } from './fault-provider.ts'
import { isRecord, readArray, readString } from './read-json.ts'
import { recorded, vendorStreamEntries, vendorStreams } from './vendor-streams.ts'

let provider: FaultProvider
beforeAll(async () => {
  provider = await startFaultProvider()
})
beforeEach(() => provider.reset())
afterAll(() => provider.close())

test('each file of the folder is described, and none is missing', () => {
  const files = readdirSync(new URL('./__fixtures__/', import.meta.url))
  expect(files.toSorted()).toEqual(
    Object.keys(vendorStreams)
      .map(name => `${name}.txt`)
      .toSorted(),
  )
})

const writeSizes = [Infinity, 11]

describe.each(writeSizes)('in writes of %d bytes', writeSize => {
  test.each(vendorStreamEntries('chat'))('chat: %s', async (name, expected) => {
    provider.script(recorded(name, writeSize))
    const client = new OpenAI({ apiKey: 'x', baseURL: `${provider.url}/v1`, maxRetries: 0 })
    const read = { text: '', reasoning: '', refusal: '', finish: '', calls: new Map<number, string>() }
    let usage: OpenAI.CompletionUsage | null | undefined
    const reading = (async () => {
      const stream = await client.chat.completions.create({
        model: 'm',
        messages: [{ role: 'user', content: 'x' }],
        stream: true,
      })
      for await (const chunk of stream) {
        usage = chunk.usage ?? usage
        const [choice] = chunk.choices
        if (choice === undefined) continue
        const content: unknown = choice.delta.content
        read.text += contentText(content)
        read.refusal += choice.delta.refusal ?? ''
        read.reasoning +=
          (readString(choice.delta, 'reasoning_content') ?? readString(choice.delta, 'reasoning') ?? '') +
          thinkingText(content)
        read.finish = choice.finish_reason ?? read.finish
        for (const call of choice.delta.tool_calls ?? []) {
          const before = read.calls.get(call.index) ?? `${call.id} ${call.function?.name} `
          read.calls.set(call.index, before + (call.function?.arguments ?? ''))
        }
      }
    })()
    if (expected.failure === undefined) await reading
    else await expect(reading).rejects.toThrow(expected.failure)
    expect(read.text).toBe(expected.text)
    expect(read.reasoning).toBe(expected.reasoning ?? '')
    expect(read.refusal).toBe(expected.refusal ?? '')
    expect([...read.calls.values()]).toEqual(
      (expected.toolCalls ?? []).map(call => `${call.id} ${call.name} ${call.arguments}`),
    )
    if (expected.failure === undefined) expect(read.finish).toBe(expected.finish)
    expect(usage?.prompt_tokens).toBe(expected.usage?.input)
    expect(usage?.completion_tokens).toBe(expected.usage?.output)
    if (expected.usage?.reasoning !== undefined)
      expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(expected.usage.reasoning)
  })

  test.each(vendorStreamEntries('responses'))('responses: %s', async (name, expected) => {
    provider.script(recorded(name, writeSize))
    const client = new OpenAI({ apiKey: 'x', baseURL: `${provider.url}/v1`, maxRetries: 0 })
    const read = { text: '', reasoning: '', refusal: '', failure: '' }
    let last: OpenAI.Responses.Response | undefined
    const reading = (async () => {
      const events = await client.responses.create({ model: 'm', input: 'x', stream: true })
      for await (const event of events) {
        if (event.type === 'response.output_text.delta') read.text += event.delta
        if (event.type === 'response.refusal.delta') read.refusal += event.delta
        if (event.type === 'response.reasoning_summary_text.delta') read.reasoning += event.delta
        if ('response' in event) last = event.response
      }
    })()
    if (expected.failure === undefined) await reading
    else await expect(reading).rejects.toThrow(expected.failure)
    expect(read).toMatchObject({
      text: expected.text,
      refusal: expected.refusal ?? '',
      reasoning: expected.reasoning ?? '',
    })
    if (expected.failure !== undefined) return
    expect(last?.status).toBe(expected.finish)
    expect(last?.usage?.input_tokens).toBe(expected.usage?.input)
    expect(last?.usage?.output_tokens).toBe(expected.usage?.output)
    expect(
      last?.output.flatMap(item =>
        item.type === 'function_call'
          ? [{ id: item.call_id, name: item.name, arguments: item.arguments }]
          : [],
      ),
    ).toEqual(expected.toolCalls ?? [])
  })

  test.each(vendorStreamEntries('anthropic'))('anthropic: %s', async (name, expected) => {
    provider.script(recorded(name, writeSize))
    const client = new Anthropic({ apiKey: 'x', baseURL: provider.url, maxRetries: 0 })
    const read = { text: '', reasoning: '' }
    const stream = client.messages.stream({
      model: 'm',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'x' }],
    })
    stream.on('text', delta => {
      read.text += delta
    })
    stream.on('thinking', delta => {
      read.reasoning += delta
    })
    if (expected.failure !== undefined) {
      await expect(stream.finalMessage()).rejects.toThrow(expected.failure)
      expect(read.text).toBe(expected.text)
      return
    }
    const message = await stream.finalMessage()
    expect(read).toEqual({ text: expected.text, reasoning: expected.reasoning ?? '' })
    expect(message.stop_reason).toBe(expected.finish)
    expect(message.usage).toMatchObject({
      input_tokens: expected.usage?.input,
      output_tokens: expected.usage?.output,
      cache_read_input_tokens: expected.usage?.cached ?? 0,
      cache_creation_input_tokens: expected.usage?.cacheCreation ?? 0,
    })
    const calls = message.content.flatMap(block =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
    )
    expect(calls).toEqual(
      (expected.toolCalls ?? []).map(call => ({
        id: call.id,
        name: call.name,
        input: call.arguments === '' ? {} : JSON.parse(call.arguments),
      })),
    )
  })
})

/** Mistral sends content as typed parts while it thinks. */
const contentText = (content: unknown): string => {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map(part => readString(part, 'text') ?? '').join('')
}

const thinkingText = (content: unknown): string => {
  if (!Array.isArray(content)) return ''
  return content
    .filter(part => isRecord(part))
    .flatMap(part => readArray(part, 'thinking') ?? [])
    .map(part => readString(part, 'text') ?? '')
    .join('')
}
