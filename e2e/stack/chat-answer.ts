/** Answers in the format of OpenAI's Chat Completions: `chat.completion.chunk` events ended by `[DONE]`. */
import { chatDialects, type ChatDialect, type ChatDialectName } from './chat-dialect.ts'
import { jsonReply, streamReply, wireSeconds, type Answer, type EventFrame, type Frame } from './reply.ts'
import type { ProviderRequest } from './request.ts'
import { countTokens, splitArguments, textToTokens } from './tokens.ts'

export type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'refusal'; readonly text: string }
  | { readonly type: 'tool-call'; readonly id: string; readonly name: string; readonly arguments: string }

export interface ChatUsage {
  readonly prompt: number
  readonly completion: number
  readonly cached?: number
  readonly reasoning?: number
}

export interface ChatOptions {
  readonly dialect?: ChatDialectName
  readonly finishReason?: 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error'
  readonly usage?: ChatUsage
  /** The model the server says it used; the one asked for when absent. */
  readonly model?: string
  /** Sent one by one instead of cutting the text into words. */
  readonly tokens?: readonly string[]
}

export const chatText = (text: string, options: ChatOptions = {}): Answer =>
  chatParts([{ type: 'text', text }], options)

export const chatReasoning = (reasoning: string, text: string, options: ChatOptions = {}): Answer =>
  chatParts(
    [
      { type: 'reasoning', text: reasoning },
      { type: 'text', text },
    ],
    { dialect: 'deepseek', ...options },
  )

/** OpenAI's own refusal, which comes in a field of its own. */
export const chatRefusal = (text: string, options: ChatOptions = {}): Answer =>
  chatParts([{ type: 'refusal', text }], options)

/** Stopped by the filter of the server: text so far, then `content_filter`. */
export const chatFiltered = (text: string, options: ChatOptions = {}): Answer =>
  chatText(text, { finishReason: 'content_filter', ...options })

/** Stopped at the token limit. */
export const chatCutByLength = (text: string, options: ChatOptions = {}): Answer =>
  chatText(text, { finishReason: 'length', ...options })

export const chatToolCall = (name: string, argumentsJson: string, options: ChatOptions = {}): Answer =>
  chatParts([{ type: 'tool-call', id: 'call_h4Xq9', name, arguments: argumentsJson }], options)

const chatParts =
  (parts: readonly ChatPart[], options: ChatOptions = {}): Answer =>
  request => {
    const writer = chatWriter(request, parts, options)
    return request.stream ? streamReply(writer.frames()) : jsonReply(writer.whole())
  }

const chatWriter = (request: ProviderRequest, parts: readonly ChatPart[], options: ChatOptions) => {
  const dialect: ChatDialect = chatDialects[options.dialect ?? 'openai']
  const hasToolCalls = parts.some(part => part.type === 'tool-call')
  const finishReason = options.finishReason ?? (hasToolCalls ? 'tool_calls' : 'stop')
  const usage = usageToWire(options.usage ?? estimateUsage(request, parts))
  const asksUsage = request.includeUsage || !dialect.usageOnRequest
  let padding = request.number

  const envelope = (kind: string) => ({
    id: `${dialect.idPrefix}D8Z5oo6uDh67AD${request.number}`,
    object: kind,
    created: wireSeconds,
    model: options.model ?? request.model,
    ...dialect.extra,
    ...(dialect.fingerprint === undefined ? {} : { system_fingerprint: dialect.fingerprint }),
  })

  const chunk = (choices: readonly unknown[], more: object = {}): object => ({
    ...envelope('chat.completion.chunk'),
    choices,
    ...(dialect.usage === 'own-chunk' && request.includeUsage ? { usage: null } : {}),
    ...more,
    ...(dialect.obfuscated ? { obfuscation: 'Qup1BsQ3zXw'.slice(padding++ % 11) } : {}),
  })

  const choice = (delta: object, reason: string | null = null): object => ({
    index: 0,
    delta: dialect.roleInEveryDelta ? { role: 'assistant', content: '', ...delta } : delta,
    ...(dialect.logprobs ? { logprobs: null } : {}),
    finish_reason: reason,
    ...(dialect.name === 'openrouter' ? { native_finish_reason: reason } : {}),
  })

  const event = (value: object, phase: EventFrame['phase'], text?: string): EventFrame => ({
    tag: 'event',
    data: JSON.stringify(value),
    phase,
    ...(text === undefined ? {} : { text }),
  })

  const partToFrames = (part: ChatPart, toolIndex: number): readonly Frame[] => {
    switch (part.type) {
      case 'text':
        return (options.tokens ?? textToTokens(part.text)).map(token =>
          event(chunk([choice({ content: token })]), 'delta', token),
        )
      case 'reasoning':
        return textToTokens(part.text).map(token =>
          event(chunk([choice(reasoningDelta(dialect, token))]), 'delta'),
        )
      case 'refusal':
        return textToTokens(part.text).map(token =>
          event(chunk([choice({ refusal: token })]), 'delta', token),
        )
      case 'tool-call':
        return toolDeltas(dialect, part, toolIndex).map(call =>
          event(chunk([choice({ tool_calls: [call] })]), 'delta'),
        )
    }
  }

  const frames = (): readonly Frame[] => {
    const first = { role: 'assistant', content: '', ...(dialect.name === 'openai' ? { refusal: null } : {}) }
    const toolParts = parts.filter(part => part.type === 'tool-call')
    const atEnd = asksUsage ? endUsage(dialect, usage) : { lastChunk: {}, ownChunk: undefined }
    return [
      ...(dialect.keepAlive === undefined ? [] : [{ tag: 'comment', comment: dialect.keepAlive } as const]),
      event(chunk([choice(first)]), 'start'),
      ...parts.flatMap(part =>
        partToFrames(
          part,
          toolParts.findIndex(tool => tool === part),
        ),
      ),
      event(chunk([choice({}, finishReason)], atEnd.lastChunk), 'end'),
      ...(atEnd.ownChunk === undefined
        ? []
        : [event(chunk(atEnd.ownChunk.withChoice ? [choice({})] : [], { usage }), 'end')]),
      { tag: 'event', data: '[DONE]', phase: 'end' },
    ]
  }

  const joined = (type: ChatPart['type']): string =>
    parts.map(part => (part.type === type && part.type !== 'tool-call' ? part.text : '')).join('')

  const whole = (): object => ({
    ...envelope('chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: joined('text') === '' ? null : joined('text'),
          refusal: joined('refusal') === '' ? null : joined('refusal'),
          ...(joined('reasoning') === '' ? {} : { [dialect.reasoningField]: joined('reasoning') }),
          ...(hasToolCalls ? { tool_calls: parts.flatMap(wholeToolCall) } : {}),
          annotations: [],
        },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage,
  })

  return { frames, whole }
}

const wholeToolCall = (part: ChatPart): readonly object[] =>
  part.type === 'tool-call'
    ? [{ id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } }]
    : []

const reasoningDelta = (dialect: ChatDialect, token: string): object => ({
  ...(dialect.name === 'deepseek' ? { content: null } : {}),
  [dialect.reasoningField]: token,
  ...(dialect.reasoningDetails
    ? { reasoning_details: [{ type: 'reasoning.text', text: token, format: 'unknown', index: 0 }] }
    : {}),
})

const toolDeltas = (
  dialect: ChatDialect,
  part: Extract<ChatPart, { type: 'tool-call' }>,
  index: number,
): readonly object[] => {
  const head = { index, id: part.id, type: 'function' }
  if (dialect.toolCallsWhole) return [{ ...head, function: { name: part.name, arguments: part.arguments } }]
  return [
    { ...head, function: { name: part.name, arguments: '' } },
    ...splitArguments(part.arguments).map(piece => ({ index, function: { arguments: piece } })),
  ]
}

const endUsage = (dialect: ChatDialect, usage: object) => {
  switch (dialect.usage) {
    case 'own-chunk':
      return { lastChunk: {}, ownChunk: { withChoice: false } }
    case 'own-chunk-with-choice':
      return { lastChunk: {}, ownChunk: { withChoice: true } }
    case 'last-chunk':
      return { lastChunk: { usage }, ownChunk: undefined }
    case 'x-groq':
      return { lastChunk: { x_groq: { id: 'req_01kh52nmbjem9b', usage } }, ownChunk: undefined }
  }
}

const usageToWire = (usage: ChatUsage): object => ({
  prompt_tokens: usage.prompt,
  completion_tokens: usage.completion,
  total_tokens: usage.prompt + usage.completion,
  prompt_tokens_details: { cached_tokens: usage.cached ?? 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: usage.reasoning ?? 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})

const estimateUsage = (request: ProviderRequest, parts: readonly ChatPart[]): ChatUsage => {
  const tokens = parts.map(part => countTokens(part.type === 'tool-call' ? part.arguments : part.text))
  const reasoning = parts.map((part, index) => (part.type === 'reasoning' ? (tokens[index] ?? 0) : 0))
  return {
    prompt: countTokens(request.prompt),
    completion: tokens.reduce((sum, count) => sum + count, 0),
    reasoning: reasoning.reduce((sum, count) => sum + count, 0),
  }
}
