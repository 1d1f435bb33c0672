/** What goes out, by dialect: the bodies that the SDKs are given. */

import { describe, expect, it } from 'vitest'
import { must } from '@weft/shared/assert.ts'
import { requestToAnthropic } from './anthropic.ts'
import type { Concession } from './concessions.ts'
import type { ModelRequest, PromptMessage } from './language-model.ts'
import { requestToChat } from './openai-chat.ts'
import { requestToResponses } from './openai-responses.ts'
import { type Preset, presets } from './presets.ts'
import { wrapSignature } from './vendor-signature.ts'

const presetNamed = (id: string): Preset =>
  must(
    presets.find(preset => preset.id === id),
    id,
  )
const owner = (by: string, model = 'm') => ({ by, model })
const none: ReadonlySet<Concession> = new Set()

const user = (text: string): PromptMessage => ({ role: 'user', content: [{ type: 'text', text }] })
const assistant = (text: string): PromptMessage => ({ role: 'assistant', content: [{ type: 'text', text }] })
const png = { type: 'image', mediaType: 'image/png', bytes: Uint8Array.of(1, 2, 3) } as const
const pdf = {
  type: 'file',
  name: 'a.pdf',
  mediaType: 'application/pdf',
  bytes: Uint8Array.of(37, 80),
} as const
const csv = {
  type: 'file',
  name: 'a.csv',
  mediaType: 'text/csv',
  bytes: new TextEncoder().encode('x,y'),
} as const
const zip = { type: 'file', name: 'a.zip', mediaType: 'application/zip', bytes: Uint8Array.of(1) } as const

const request = (messages: readonly PromptMessage[], more: Partial<ModelRequest> = {}): ModelRequest => ({
  modelId: 'm',
  instructions: '',
  messages,
  parameters: {},
  ...more,
})

const chat = (
  asked: ModelRequest,
  preset = 'openai-compatible',
  made: ReadonlySet<Concession> = none,
): ReturnType<typeof requestToChat> =>
  requestToChat(asked, presetNamed(preset).chat, owner(preset, asked.modelId), made)

const call = (callId: string, signature?: string) =>
  ({
    type: 'tool-call',
    callId,
    name: 'look',
    input: '{"q":1}',
    ...(signature === undefined ? {} : { signature }),
  }) as const
const result = (callId: string) =>
  ({ type: 'tool-result', callId, name: 'look', output: 'found', failed: false }) as const

describe('Chat Completions', () => {
  it('sends a plain request plainly', () => {
    expect(chat(request([user('Hi')], { instructions: 'Be brief.' }))).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('sends parameters and tools', () => {
    const parameters = { temperature: 0.3, maxOutputTokens: 99, reasoningEffort: 'low' } as const
    const tools = [{ name: 'look', description: 'Looks', inputSchema: { type: 'object' } }]
    expect(chat(request([user('Hi')], { parameters, tools }))).toMatchObject({
      temperature: 0.3,
      max_tokens: 99,
      reasoning_effort: 'low',
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
    })
  })

  it.each<[string, object]>([
    ['openai', { max_completion_tokens: 5, reasoning_effort: 'high' }],
    ['groq', { max_completion_tokens: 5, reasoning_effort: 'high' }],
    ['openrouter', { max_tokens: 5, reasoning: { effort: 'high' } }],
    ['deepseek', { max_tokens: 5, thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
    [
      'gemini',
      { reasoning_effort: 'high', extra_body: { google: { thinking_config: { include_thoughts: true } } } },
    ],
    ['vllm', { chat_template_kwargs: { enable_thinking: true, reasoning_effort: 'high' } }],
  ])('asks %s in its own words', (preset, fields) => {
    const asked = request([user('Hi')], { parameters: { maxOutputTokens: 5, reasoningEffort: 'high' } })
    expect(chat(asked, preset)).toMatchObject(fields)
  })

  it.each<[string, object]>([
    ['openrouter', { reasoning: { enabled: false } }],
    ['deepseek', { thinking: { type: 'disabled' } }],
    ['llama-cpp', { chat_template_kwargs: { enable_thinking: false } }],
    ['openai-compatible', { reasoning_effort: 'none' }],
  ])('turns reasoning off at %s', (preset, fields) => {
    expect(chat(request([user('Hi')], { parameters: { reasoningEffort: 'none' } }), preset)).toMatchObject(
      fields,
    )
  })

  it('asks for an object where JSON is wanted, until that is refused', () => {
    const asked = request([user('Hi')], { parameters: { outputFormat: 'json' } })
    expect(chat(asked)).toMatchObject({ response_format: { type: 'json_object' } })
    expect(chat(asked, 'openai-compatible', new Set(['json-mode']))).toEqual(chat(request([user('Hi')])))
  })

  it('gives up what was refused, and nothing the person chose', () => {
    const asked = request([user('Hi')], {
      instructions: 'Be brief.',
      parameters: { temperature: 1, maxOutputTokens: 5 },
    })
    expect(chat(asked, 'openai-compatible', new Set(['usage', 'limit-name', 'instructions-role']))).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Be brief.\n\nHi' }],
      stream: true,
      temperature: 1,
      max_completion_tokens: 5,
    })
  })

  it('does not ask Mistral for usage, which sends it unasked', () => {
    expect(chat(request([user('Hi')]), 'mistral')).not.toHaveProperty('stream_options')
  })

  it('sends pictures and documents, text files as text, and names the rest', () => {
    const { messages } = chat(
      request([{ role: 'user', content: [{ type: 'text', text: 'See' }, png, pdf, csv, zip] }]),
    )
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVA=' } },
          { type: 'text', text: 'a.csv:\n\nx,y' },
          { type: 'text', text: expect.stringContaining('a.zip') },
        ],
      },
    ])
  })

  it('hands a tool call and its result back, with what the vendor wants with it', () => {
    const mine = wrapSignature(owner('gemini'), { google: { thought_signature: 'VEg=' } })
    const messages: PromptMessage[] = [
      user('Look'),
      {
        role: 'assistant',
        content: [call('c1', mine), call('c2', wrapSignature(owner('gemini', 'other'), 1))],
      },
      { role: 'tool', content: [result('c1'), result('c2')] },
    ]
    expect(chat(request(messages), 'gemini').messages).toEqual([
      { role: 'user', content: 'Look' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            id: 'c1',
            type: 'function',
            function: { name: 'look', arguments: '{"q":1}' },
            extra_content: { google: { thought_signature: 'VEg=' } },
          },
          { id: 'c2', type: 'function', function: { name: 'look', arguments: '{"q":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'found' },
      { role: 'tool', tool_call_id: 'c2', content: 'found' },
    ])
  })

  it('gives Mistral ids of nine letters, the same for a call and its result', () => {
    const messages: PromptMessage[] = [
      user('Look'),
      { role: 'assistant', content: [call('call_abcdefghijklm'), call('a1B2c3D4e')] },
      { role: 'tool', content: [result('call_abcdefghijklm'), result('a1B2c3D4e')] },
    ]
    const wire = JSON.parse(JSON.stringify(chat(request(messages), 'mistral').messages))
    const [first, second] = wire[1].tool_calls
    expect(first.id).toMatch(/^[a-z0-9]{9}$/)
    expect(second.id).toBe('a1B2c3D4e')
    expect([wire[2].tool_call_id, wire[3].tool_call_id]).toEqual([first.id, second.id])
  })

  it('hands reasoning back to DeepSeek and OpenRouter within the turn, and to nobody else', () => {
    const turn = (by: string, value: unknown): readonly PromptMessage[] => [
      user('Old'),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'old', signature: wrapSignature(owner(by), value) },
          { type: 'text', text: 'Old answer' },
        ],
      },
      user('Look'),
      {
        role: 'assistant',
        content: [{ type: 'reasoning', text: 'hm', signature: wrapSignature(owner(by), value) }, call('c1')],
      },
      { role: 'tool', content: [result('c1')] },
    ]
    const sent = (by: string, value: unknown) =>
      JSON.parse(JSON.stringify(chat(request(turn(by, value)), by).messages))
    expect(sent('deepseek', true)[1]).not.toHaveProperty('reasoning_content')
    expect(sent('deepseek', true)[3]).toMatchObject({ reasoning_content: 'hm' })
    expect(sent('openrouter', [{ type: 'reasoning.text', text: 'hm' }])[3]).toMatchObject({
      reasoning_details: [{ type: 'reasoning.text', text: 'hm' }],
    })
    expect(JSON.stringify(sent('groq', true))).not.toContain('hm')
    const foreign = JSON.stringify(chat(request(turn('deepseek', true)), 'openrouter').messages)
    expect(foreign).not.toContain('hm')
  })
})

describe('a prompt that is not as vendors want it', () => {
  it('joins neighbours, drops what is empty, adds missing results, drops strays', () => {
    const messages: PromptMessage[] = [
      user('One'),
      user('Two'),
      assistant('   '),
      { role: 'tool', content: [result('nobody')] },
      { role: 'assistant', content: [call('c1')] },
      user('Three'),
      assistant(''),
      user('Four'),
    ]
    expect(chat(request(messages)).messages).toEqual([
      { role: 'user', content: 'One\n\nTwo' },
      { role: 'assistant', content: null, tool_calls: [expect.objectContaining({ id: 'c1' })] },
      { role: 'tool', tool_call_id: 'c1', content: 'No result was recorded for this call.' },
      { role: 'user', content: 'Three\n\nFour' },
    ])
  })

  it('takes ten thousand messages without ado', () => {
    const messages = Array.from({ length: 10_000 }, (_, index) => (index % 2 ? assistant('a') : user('q')))
    const start = performance.now()
    expect(chat(request(messages)).messages).toHaveLength(10_000)
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

describe('Responses', () => {
  const responses = (asked: ModelRequest, made: ReadonlySet<Concession> = none) =>
    requestToResponses(asked, owner('openai-responses', asked.modelId), made)

  it('stores nothing, and asks for summaries and sealed reasoning of a model that reasons', () => {
    expect(responses(request([user('Hi')], { modelId: 'gpt-6-sol', instructions: 'Be brief.' }))).toEqual({
      model: 'gpt-6-sol',
      instructions: 'Be brief.',
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
      stream: true,
      store: false,
      include: ['reasoning.encrypted_content'],
      reasoning: { summary: 'auto' },
    })
  })

  it('asks nothing about reasoning of a model that does not', () => {
    const parameters = { temperature: 0.5, maxOutputTokens: 7 }
    const sent = responses(request([user('Hi')], { modelId: 'gpt-4.1-mini', parameters }))
    expect(sent).toMatchObject({ temperature: 0.5, max_output_tokens: 7 })
    expect(sent).not.toHaveProperty('reasoning')
    expect(sent).not.toHaveProperty('include')
  })

  it('sends a temperature to a model that reasons only when it does not', () => {
    const sent = (reasoningEffort: 'none' | 'low') =>
      responses(
        request([user('Hi')], { modelId: 'gpt-5.4', parameters: { temperature: 0.5, reasoningEffort } }),
      )
    expect(sent('low')).not.toHaveProperty('temperature')
    expect(sent('low')).toMatchObject({ reasoning: { summary: 'auto', effort: 'low' } })
    expect(sent('none')).toMatchObject({ temperature: 0.5, reasoning: { effort: 'none' } })
  })

  it('gives up summaries and sealed reasoning when they are refused, but not the effort', () => {
    const asked = request([user('Hi')], { modelId: 'o3', parameters: { reasoningEffort: 'high' } })
    const sent = responses(asked, new Set(['reasoning-summary', 'encrypted-reasoning']))
    expect(sent).toMatchObject({ reasoning: { effort: 'high' } })
    expect(sent).not.toHaveProperty('include')
  })

  it('asks for an object where JSON is wanted, with the instructions in the input, where they are looked at', () => {
    const asked = request([user('Hi')], {
      modelId: 'gpt-4.1',
      instructions: 'Answer in JSON.',
      parameters: { outputFormat: 'json' },
    })
    const hi = { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }
    expect(responses(asked)).toEqual({
      model: 'gpt-4.1',
      input: [{ role: 'developer', content: 'Answer in JSON.' }, hi],
      stream: true,
      store: false,
      text: { format: { type: 'json_object' } },
    })
    expect(responses(asked, new Set(['json-mode']))).toEqual({
      model: 'gpt-4.1',
      instructions: 'Answer in JSON.',
      input: [hi],
      stream: true,
      store: false,
    })
  })

  it('hands a turn back in order, pictures and documents too', () => {
    const mine = owner('openai-responses', 'o3')
    const sealed = wrapSignature(mine, { id: 'rs_1', encrypted: 'abc' })
    const foreign = wrapSignature(owner('anthropic-messages'), { signature: 'x' })
    const messages: PromptMessage[] = [
      { role: 'user', content: [png, pdf] },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm', signature: sealed },
          { type: 'reasoning', text: 'Not mine', signature: foreign },
          { type: 'text', text: 'I look.' },
          call('c1'),
        ],
      },
      { role: 'tool', content: [result('c1')] },
    ]
    expect(responses(request(messages, { modelId: 'o3' })).input).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,AQID' },
          { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVA=' },
        ],
      },
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'Hm' }],
        encrypted_content: 'abc',
      },
      { role: 'assistant', content: 'I look.' },
      { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{"q":1}' },
      { type: 'function_call_output', call_id: 'c1', output: 'found' },
    ])
  })
})

describe('Messages', () => {
  const anthropic = (
    modelId: string,
    more: Partial<ModelRequest> = {},
    messages = [user('Hi')] as readonly PromptMessage[],
  ) => requestToAnthropic(request(messages, { modelId, ...more }), owner('anthropic-messages', modelId))

  it('marks the instructions and the last two turns of the user for the cache', () => {
    const messages = [user('One'), assistant('A'), user('Two'), assistant('B'), user('Three')]
    const { body } = anthropic('claude-opus-5-5', { instructions: 'Be brief.' }, messages)
    const cached = { cache_control: { type: 'ephemeral' } }
    expect(body).toEqual({
      model: 'claude-opus-5-5',
      max_tokens: 64_000,
      stream: true,
      thinking: { type: 'adaptive', display: 'summarized' },
      system: [{ type: 'text', text: 'Be brief.', ...cached }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'One' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'A' }] },
        { role: 'user', content: [{ type: 'text', text: 'Two', ...cached }] },
        { role: 'assistant', content: [{ type: 'text', text: 'B' }] },
        { role: 'user', content: [{ type: 'text', text: 'Three', ...cached }] },
      ],
    })
  })

  it.each<[string, ModelRequest['parameters'], object]>([
    ['claude-opus-5-5', {}, { thinking: { type: 'adaptive', display: 'summarized' } }],
    [
      'claude-opus-5-5',
      { reasoningEffort: 'none' },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'low' } },
    ],
    ['claude-sonnet-5-5', { reasoningEffort: 'none' }, { thinking: { type: 'between_tools' } }],
    ['claude-sonnet-5', { reasoningEffort: 'none' }, { thinking: { type: 'disabled' } }],
    ['claude-haiku-5-5', { reasoningEffort: 'high' }, { output_config: { effort: 'high' } }],
    [
      'claude-opus-4-8',
      { reasoningEffort: 'medium' },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'medium' } },
    ],
    [
      'claude-sonnet-4-6',
      { reasoningEffort: 'minimal' },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
    ],
    [
      'claude-haiku-4-5',
      { reasoningEffort: 'medium' },
      { thinking: { type: 'enabled', budget_tokens: 8_192 }, max_tokens: 32_000 },
    ],
    ['claude-fable-5-2', {}, { thinking: { type: 'adaptive', display: 'summarized' } }],
    ['claude-next-9', {}, { thinking: { type: 'adaptive', display: 'summarized' }, max_tokens: 64_000 }],
    ['claude-3-5-sonnet-20241022', {}, { max_tokens: 4_096 }],
    ['glm-5.2', {}, { max_tokens: 8_192 }],
    ['claude-opus-5-5', { maxOutputTokens: 500 }, { max_tokens: 500 }],
  ])('%s with %j', (modelId, parameters, fields) => {
    expect(anthropic(modelId, { parameters }).body).toMatchObject(fields)
  })

  it.each([
    ['claude-opus-4-8', {}],
    ['claude-haiku-4-5', {}],
    ['claude-haiku-4-5', { reasoningEffort: 'none' }],
    ['claude-haiku-4-5', { reasoningEffort: 'high', maxOutputTokens: 1_000 }],
    ['claude-3-5-sonnet-20241022', { reasoningEffort: 'high' }],
  ] as const)('does not speak of thinking to %s with %j', (modelId, parameters) => {
    expect(anthropic(modelId, { parameters }).body).not.toHaveProperty('thinking')
  })

  it('has nothing beside the words to ask for JSON with', () => {
    expect(anthropic('claude-opus-5-5', { parameters: { outputFormat: 'json' } })).toEqual(
      anthropic('claude-opus-5-5'),
    )
  })

  it('sends a temperature only to a model that has one, under the version that has it', () => {
    const parameters = { temperature: 0.4 }
    expect(anthropic('claude-sonnet-4-6', { parameters })).toMatchObject({
      body: { temperature: 0.4 },
      headers: { 'anthropic-version': '2023-06-01' },
    })
    for (const modelId of ['claude-opus-5-5', 'claude-opus-4-7', 'claude-sonnet-5'])
      expect(anthropic(modelId, { parameters })).toMatchObject({ headers: {} })
    expect(anthropic('claude-opus-5-5', { parameters }).body).not.toHaveProperty('temperature')
    const thinking = anthropic('claude-haiku-4-5', { parameters: { ...parameters, reasoningEffort: 'low' } })
    expect(thinking.body).not.toHaveProperty('temperature')
  })

  it('hands the turn back: thinking first, results in the turn of the user, ids without odd signs', () => {
    const mine = owner('anthropic-messages', 'claude-opus-5-5')
    const messages: PromptMessage[] = [
      {
        role: 'user',
        content: [png, { type: 'image', mediaType: 'image/heic', bytes: Uint8Array.of(1) }, pdf],
      },
      {
        role: 'assistant',
        content: [
          {
            type: 'reasoning',
            text: '',
            signature: wrapSignature(mine, { signature: 'sig' }),
            redacted: true,
          },
          {
            type: 'reasoning',
            text: '',
            signature: wrapSignature(mine, { redacted: 'data' }),
            redacted: true,
          },
          {
            type: 'reasoning',
            text: 'other model',
            signature: wrapSignature(owner('anthropic-messages', 'claude-opus-5'), { signature: 's' }),
          },
          { type: 'reasoning', text: 'unsigned' },
          call('functions.look:0'),
          { type: 'tool-call', callId: 'c2', name: 'look', input: '{broken' },
        ],
      },
      { role: 'tool', content: [result('functions.look:0'), { ...result('c2'), failed: true }] },
      user('And?'),
    ]
    // The last user turn begins another turn, so this asks before it.
    const { body } = anthropic('claude-opus-5-5', {}, messages.slice(0, 3))
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AQID' } },
          { type: 'text', text: expect.stringContaining('image/heic') },
          {
            type: 'document',
            title: 'a.pdf',
            source: { type: 'base64', media_type: 'application/pdf', data: 'JVA=' },
            cache_control: { type: 'ephemeral' },
          },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: '', signature: 'sig' },
          { type: 'redacted_thinking', data: 'data' },
          { type: 'tool_use', id: 'functions_look_0', name: 'look', input: { q: 1 } },
          { type: 'tool_use', id: 'c2', name: 'look', input: { unreadable: '{broken' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'functions_look_0', content: 'found' },
          {
            type: 'tool_result',
            tool_use_id: 'c2',
            content: 'found',
            is_error: true,
            cache_control: { type: 'ephemeral' },
          },
        ],
      },
    ])
    const next = anthropic('claude-opus-5-5', {}, messages).body.messages
    expect(JSON.stringify(next)).not.toContain('"thinking"')
    expect(next.at(-1)?.content).toHaveLength(3)
  })
})
