/** Answers in the format of Anthropic's Messages: named events, content blocks by index, a ping in between. */
import { jsonReply, streamReply, type Answer, type EventFrame, type Frame } from './reply.ts'
import type { ProviderRequest } from './request.ts'
import { countTokens, splitArguments, textToTokens } from './tokens.ts'

export type AnthropicBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature?: string }
  | { readonly type: 'redacted-thinking'; readonly data: string }
  | { readonly type: 'tool-use'; readonly id?: string; readonly name: string; readonly input: string }

export interface AnthropicUsage {
  readonly input: number
  readonly output: number
  readonly cacheRead?: number
  readonly cacheCreation?: number
  readonly thinking?: number
}

export interface AnthropicOptions {
  readonly usage?: AnthropicUsage
  readonly model?: string
  readonly stopReason?:
    | 'end_turn'
    | 'max_tokens'
    | 'stop_sequence'
    | 'tool_use'
    | 'pause_turn'
    | 'refusal'
    | 'model_context_window_exceeded'
}

export const anthropicText = (text: string, options: AnthropicOptions = {}): Answer =>
  anthropicBlocks([{ type: 'text', text }], options)

export const anthropicThinking = (thinking: string, text: string, options: AnthropicOptions = {}): Answer =>
  anthropicBlocks(
    [
      { type: 'thinking', thinking },
      { type: 'text', text },
    ],
    options,
  )

export const anthropicToolUse = (name: string, input: string, options: AnthropicOptions = {}): Answer =>
  anthropicBlocks([{ type: 'tool-use', name, input }], options)

/** Refused by the classifier: whatever text came before, then `stop_reason: refusal`. */
export const anthropicRefusal = (text = '', options: AnthropicOptions = {}): Answer =>
  anthropicBlocks(text === '' ? [] : [{ type: 'text', text }], { stopReason: 'refusal', ...options })

export const anthropicBlocks =
  (blocks: readonly AnthropicBlock[], options: AnthropicOptions = {}): Answer =>
  request => {
    const writer = anthropicWriter(request, blocks, options)
    const headers = { 'request-id': writer.requestId }
    return request.stream ? streamReply(writer.frames(), headers) : jsonReply(writer.whole(), 200, headers)
  }

const anthropicWriter = (
  request: ProviderRequest,
  blocks: readonly AnthropicBlock[],
  options: AnthropicOptions,
) => {
  const usesTool = blocks.some(block => block.type === 'tool-use')
  const stopReason = options.stopReason ?? (usesTool ? 'tool_use' : 'end_turn')
  const usage = options.usage ?? estimateUsage(request, blocks)
  const stopDetails =
    stopReason === 'refusal'
      ? {
          stop_details: {
            type: 'refusal',
            category: 'cyber',
            explanation: 'This request triggered restrictions on violative cyber content.',
          },
        }
      : {}
  const inputUsage = {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheCreation ?? 0,
    cache_read_input_tokens: usage.cacheRead ?? 0,
  }
  let padding = request.number

  /** Anthropic fills its JSON with spaces before the last brace, to an uneven length. */
  const event = (type: string, fields: object, phase: EventFrame['phase'], text?: string): EventFrame => ({
    tag: 'event',
    event: type,
    data: `${JSON.stringify({ type, ...fields }).slice(0, -1)}${' '.repeat(padding++ % 13)}}`,
    phase,
    ...(text === undefined ? {} : { text }),
  })

  const ping: EventFrame = { tag: 'event', event: 'ping', data: '{"type": "ping"}', phase: 'start' }

  const message = (content: readonly object[], reason: string | null, outputTokens: number): object => ({
    model: options.model ?? request.model,
    id: `msg_011CdZqGg4K3tq97K7${request.number}`,
    type: 'message',
    role: 'assistant',
    content,
    stop_reason: reason,
    stop_sequence: null,
    ...(reason === null ? {} : stopDetails),
    usage: {
      ...inputUsage,
      cache_creation: {
        ephemeral_5m_input_tokens: usage.cacheCreation ?? 0,
        ephemeral_1h_input_tokens: 0,
      },
      output_tokens: outputTokens,
      service_tier: 'standard',
    },
  })

  const blockFrames = (block: AnthropicBlock, index: number): readonly Frame[] => [
    event('content_block_start', { index, content_block: begun(block, request.number) }, 'start'),
    ...(index === 0 ? [ping] : []),
    ...deltas(block).map(({ delta, text }) => event('content_block_delta', { index, delta }, 'delta', text)),
    event('content_block_stop', { index }, 'start'),
  ]

  const frames = (): readonly Frame[] => [
    event('message_start', { message: message([], null, 1) }, 'start'),
    ...(blocks.length === 0 ? [ping] : []),
    ...blocks.flatMap(blockFrames),
    event(
      'message_delta',
      {
        delta: { stop_reason: stopReason, stop_sequence: null, ...stopDetails },
        usage: {
          ...inputUsage,
          output_tokens: usage.output,
          ...(usage.thinking === undefined
            ? {}
            : { output_tokens_details: { thinking_tokens: usage.thinking } }),
        },
      },
      'end',
    ),
    event('message_stop', {}, 'end'),
  ]

  const whole = (): object =>
    message(
      blocks.map(block => ended(block, request.number)),
      stopReason,
      usage.output,
    )

  return { frames, whole, requestId: `req_011CSHoEeqs5C35K2UUqR${request.number}` }
}

interface BlockDelta {
  readonly delta: object
  readonly text?: string
}

const signed = 'EsECCokBCBAYAipA9i3HF1aHpQITkdN8OvLd33gdPZEyLKJA9EvxTXumYzG5xgpLkCYbGOTUkjuimP/4sMuSvrTX'

const deltas = (block: AnthropicBlock): readonly BlockDelta[] => {
  switch (block.type) {
    case 'text':
      return textToTokens(block.text).map(text => ({ delta: { type: 'text_delta', text }, text }))
    case 'thinking':
      return [
        ...textToTokens(block.thinking).map(thinking => ({ delta: { type: 'thinking_delta', thinking } })),
        { delta: { type: 'signature_delta', signature: block.signature ?? signed } },
      ]
    case 'redacted-thinking':
      return []
    case 'tool-use':
      return ['', ...splitArguments(block.input)].map(partial_json => ({
        delta: { type: 'input_json_delta', partial_json },
      }))
  }
}

const begun = (block: AnthropicBlock, number: number): object => {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' }
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'redacted-thinking':
      return { type: 'redacted_thinking', data: block.data }
    case 'tool-use':
      return {
        type: 'tool_use',
        id: block.id ?? `toolu_01QE1WLsSVp5hy${number}`,
        name: block.name,
        input: {},
      }
  }
}

const ended = (block: AnthropicBlock, number: number): object => {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text }
    case 'thinking':
      return { type: 'thinking', thinking: block.thinking, signature: block.signature ?? signed }
    case 'redacted-thinking':
      return begun(block, number)
    case 'tool-use':
      return { ...begun(block, number), input: JSON.parse(block.input) }
  }
}

const estimateUsage = (request: ProviderRequest, blocks: readonly AnthropicBlock[]): AnthropicUsage => ({
  input: countTokens(request.prompt),
  output: blocks.reduce((sum, block) => sum + countTokens(blockToText(block)), 0),
})

const blockToText = (block: AnthropicBlock): string => {
  switch (block.type) {
    case 'text':
      return block.text
    case 'thinking':
      return block.thinking
    case 'redacted-thinking':
      return block.data
    case 'tool-use':
      return block.input
  }
}
