/** The vendors' own clients read this provider: what they understand is written as the vendors send it. */
import OpenAI, { APIConnectionError, APIError, AuthenticationError, RateLimitError } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chatReasoning, chatRefusal, chatText, chatToolCall } from './chat-answer.ts'
import { chatDialects, type ChatDialectName } from './chat-dialect.ts'
import { startFaultProvider, type FaultProvider } from './fault-provider.ts'
import {
  cutAfter,
  deltasAfterEnd,
  endAfter,
  holdAfter,
  inWritesOf,
  withByteOrderMark,
  withCrlf,
  withFault,
  withKeepAlives,
  withMultilineData,
  withoutSpace,
} from './faults.ts'
import { createGate } from './reply.ts'
import {
  responsesItems,
  responsesReasoning,
  responsesRefusal,
  responsesToolCall,
} from './responses-answer.ts'
import { failAfter, streamErrors } from './stream-errors.ts'
import { vendorError } from './vendor-errors.ts'

let provider: FaultProvider
let client: OpenAI

beforeAll(async () => {
  provider = await startFaultProvider()
})
beforeEach(() => {
  provider.reset()
  client = new OpenAI({ apiKey: 'sk-test', baseURL: `${provider.url}/openai/v1`, maxRetries: 0 })
})
afterAll(() => provider.close())

const ask: Pick<OpenAI.ChatCompletionCreateParams, 'model' | 'messages'> = {
  model: 'gpt-5.1',
  messages: [{ role: 'user', content: 'How long?' }],
}

const collect = async (body: { include_usage: boolean } = { include_usage: true }) => {
  const stream = await client.chat.completions.create({ ...ask, stream: true, stream_options: body })
  const chunks: OpenAI.ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return { chunks, text: chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join('') }
}

const mixed = 'Två ord, 你好 👩🏽‍🚀, বাংলা লেখা, مرحبا.\n\n- one\n- two'

describe('Chat Completions', () => {
  test('a streamed text arrives whole, with usage in a last chunk without choices', async () => {
    provider.script(chatText(mixed, { usage: { prompt: 9, completion: 12, cached: 4 } }))
    const { chunks, text } = await collect()
    expect(text).toBe(mixed)
    expect(chunks.at(-1)?.choices).toEqual([])
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 9, total_tokens: 21 })
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(provider.calls()[0]?.sentText()).toBe(mixed)
  })

  test('usage is not sent when it was not asked for', async () => {
    provider.script(chatText('Short.'))
    const { chunks } = await collect({ include_usage: false })
    expect(chunks.some(chunk => chunk.usage)).toBe(false)
  })

  test('a plain call gets one JSON object', async () => {
    provider.script(chatText(mixed))
    const completion = await client.chat.completions.create(ask)
    expect(completion.choices[0]?.message.content).toBe(mixed)
    expect(completion.object).toBe('chat.completion')
  })

  test('split arguments of a tool call join to the JSON that was scripted', async () => {
    const json = '{"location":"San Francisco, CA","days":[1,2,3]}'
    provider.script(chatToolCall('weather', json))
    const completion = await client.chat.completions.stream({ ...ask, tools: [] }).finalChatCompletion()
    const [call] = completion.choices[0]?.message.tool_calls ?? []
    expect(call?.type === 'function' && call.function).toMatchObject({ name: 'weather', arguments: json })
    expect(completion.choices[0]?.finish_reason).toBe('tool_calls')
  })

  test('a refusal arrives in its own field', async () => {
    provider.script(chatRefusal('I cannot help with that.'))
    const completion = await client.chat.completions.stream(ask).finalChatCompletion()
    expect(completion.choices[0]?.message.refusal).toBe('I cannot help with that.')
    expect(completion.choices[0]?.message.content ?? '').toBe('')
  })

  test.each(Object.keys(chatDialects).filter((name): name is ChatDialectName => name in chatDialects))(
    'the dialect of %s carries reasoning in its own field and the text whole',
    async dialect => {
      provider.script(chatReasoning('First I count.', mixed, { dialect }))
      const { chunks, text } = await collect()
      const field = chatDialects[dialect].reasoningField
      const reasoning = chunks.map(chunk => readField(chunk.choices[0]?.delta, field)).join('')
      expect({ text, reasoning }).toEqual({ text: mixed, reasoning: 'First I count.' })
    },
  )

  test.each([
    ['CRLF', [withCrlf]],
    ['no space after the colon', [withoutSpace]],
    ['JSON over several data lines', [withMultilineData]],
    ['comments in between', [withKeepAlives(), withKeepAlives('OPENROUTER PROCESSING')]],
    ['writes of three bytes', [inWritesOf(3)]],
    ['all of it', [withCrlf, withoutSpace, withMultilineData, withKeepAlives(), inWritesOf(7)]],
  ] as const)('the stream is still valid with %s', async (_name, faults) => {
    provider.script(withFault(chatText(mixed), ...faults))
    expect((await collect()).text).toBe(mixed)
  })

  test('a byte order mark is really on the wire', async () => {
    provider.script(withFault(chatText('Hi'), withByteOrderMark))
    const response = await fetch(`${provider.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...ask, stream: true }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })

  test('a cut stream ends in a connection error after the text that was sent', async () => {
    provider.script(withFault(chatText('one two three four'), cutAfter(2)))
    const seen: string[] = []
    const reading = (async () => {
      const stream = await client.chat.completions.create({ ...ask, stream: true })
      for await (const chunk of stream) seen.push(chunk.choices[0]?.delta.content ?? '')
    })()
    await expect(reading).rejects.toThrow()
    expect(seen.join('')).toBe('one two')
    expect(provider.calls()[0]?.outcome()).toBe('cut')
  })

  test('an ended stream without the last word is silent: the client sees no error', async () => {
    provider.script(withFault(chatText('one two three'), endAfter(2)))
    const { chunks, text } = await collect()
    expect(text).toBe('one two')
    expect(chunks.every(chunk => !chunk.choices[0]?.finish_reason)).toBe(true)
  })

  test('what comes after [DONE] is not read by the vendor’s client', async () => {
    provider.script(withFault(chatText('once'), deltasAfterEnd))
    expect((await collect()).text).toBe('once')
  })

  test('an error inside a 200 stream is raised after the text', async () => {
    provider.script(withFault(chatText('one two three'), failAfter(2, streamErrors.openai)))
    await expect(collect()).rejects.toThrow(/server had an error/)
  })

  test('the model list', async () => {
    const ids = (await client.models.list()).data.map(model => model.id)
    expect(ids).toContain('gpt-5.1')
  })
})

describe('Responses', () => {
  test('reasoning summary, text and usage', async () => {
    provider.script(
      responsesReasoning(['**Counting**\n\nOne, two.', 'Then three.'], mixed, {
        usage: { input: 7, output: 20, reasoning: 8, cached: 3 },
      }),
    )
    const stream = client.responses.stream({ model: 'gpt-5.1', input: 'How long?' })
    const summary: string[] = []
    stream.on('response.reasoning_summary_text.delta', event => summary.push(event.delta))
    const response = await stream.finalResponse()
    expect(response.output_text).toBe(mixed)
    expect(summary.join('')).toBe('**Counting**\n\nOne, two.Then three.')
    expect(response.usage).toMatchObject({ input_tokens: 7, output_tokens_details: { reasoning_tokens: 8 } })
    expect(response.status).toBe('completed')
  })

  test('sequence numbers run without a gap', async () => {
    const stream = await client.responses.create({ model: 'gpt-5.1', input: 'Hi', stream: true })
    const numbers: number[] = []
    for await (const event of stream) numbers.push(event.sequence_number)
    expect(numbers).toEqual(numbers.map((_, index) => index))
  })

  test('a function call with split arguments', async () => {
    provider.script(responsesToolCall('weather', '{"city":"Dhaka"}'))
    const response = await client.responses.stream({ model: 'gpt-5.1', input: 'Weather?' }).finalResponse()
    const [call] = response.output
    expect(call).toMatchObject({ type: 'function_call', name: 'weather', arguments: '{"city":"Dhaka"}' })
  })

  test('a refusal and an incomplete answer say so', async () => {
    provider.script([
      responsesRefusal('I cannot help with that.'),
      responsesItems([{ type: 'text', text: 'Half of' }], { incomplete: 'max_output_tokens' }),
    ])
    const refused = await client.responses.stream({ model: 'gpt-5.1', input: 'a' }).finalResponse()
    const [message] = refused.output
    expect(message?.type === 'message' && message.content[0]).toMatchObject({ type: 'refusal' })
    const events = await client.responses.create({ model: 'gpt-5.1', input: 'b', stream: true })
    let last = ''
    for await (const event of events) last = event.type
    expect(last).toBe('response.incomplete')
  })

  test('a plain call gets the whole response', async () => {
    const response = await client.responses.create({ model: 'gpt-5.1', input: 'Hi there' })
    expect(response.output_text).toContain('You said: **Hi there**')
  })
})

describe('refusals', () => {
  test('401, 429 with Retry-After, and quota are told apart as OpenAI does', async () => {
    provider.script([
      vendorError('openai', 'key-refused'),
      vendorError('openai', 'rate-limited', { retryAfter: 8 }),
      vendorError('openai', 'quota'),
    ])
    await expect(client.chat.completions.create(ask)).rejects.toBeInstanceOf(AuthenticationError)
    const limited = await client.chat.completions.create(ask).catch((cause: unknown) => cause)
    expect(limited).toBeInstanceOf(RateLimitError)
    expect(limited instanceof APIError && limited.headers?.get('retry-after')).toBe('8')
    const quota = await client.chat.completions.create(ask).catch((cause: unknown) => cause)
    expect(quota instanceof APIError && quota.code).toBe('insufficient_quota')
  })

  test('a stall ends when the client stops waiting, and the provider knows it left', async () => {
    const gate = createGate()
    provider.script(withFault(chatText('one two three'), holdAfter(1, gate)))
    const stopper = new AbortController()
    const stream = await client.chat.completions.create({ ...ask, stream: true }, { signal: stopper.signal })
    const reading = (async () => {
      for await (const _chunk of stream) void _chunk
    })()
    await gate.reached
    stopper.abort()
    await reading
    const call = await provider.next(() => true, 0)
    expect(await call.ended).toBe('client-left')
    expect(call.sentText()).toBe('one')
  })

  test('a server that is gone is a connection error', async () => {
    const gone = await startFaultProvider()
    await gone.close()
    const lost = new OpenAI({ apiKey: 'x', baseURL: `${gone.url}/v1`, maxRetries: 0 })
    await expect(lost.models.list()).rejects.toBeInstanceOf(APIConnectionError)
  })
})

const readField = (value: object | undefined, field: string): string => {
  const found: unknown = value === undefined ? undefined : Reflect.get(value, field)
  return typeof found === 'string' ? found : ''
}
