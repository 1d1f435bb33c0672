/** Answers in the format of OpenAI's Responses: named events with a running `sequence_number`. */
import { jsonReply, streamReply, wireSeconds, type Answer, type EventFrame, type Frame } from './reply.ts'
import type { ProviderRequest } from './request.ts'
import { countTokens, splitArguments, textToTokens } from './tokens.ts'

export type ResponsesItem =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'refusal'; readonly text: string }
  /** Summary parts of one reasoning item, and its sealed content, which only the vendor can read. */
  | { readonly type: 'reasoning'; readonly summary: readonly string[]; readonly encrypted?: string }
  | { readonly type: 'function-call'; readonly name: string; readonly arguments: string }

export interface ResponsesUsage {
  readonly input: number
  readonly output: number
  readonly cached?: number
  readonly reasoning?: number
}

export interface ResponsesOptions {
  readonly usage?: ResponsesUsage
  readonly model?: string
  /** Ends in `response.incomplete` instead of `response.completed`. */
  readonly incomplete?: 'max_output_tokens' | 'content_filter'
}

export const responsesText = (text: string, options: ResponsesOptions = {}): Answer =>
  responsesItems([{ type: 'text', text }], options)

export const responsesReasoning = (
  summary: string | readonly string[],
  text: string,
  options: ResponsesOptions = {},
): Answer =>
  responsesItems(
    [
      { type: 'reasoning', summary: typeof summary === 'string' ? [summary] : summary },
      { type: 'text', text },
    ],
    options,
  )

export const responsesRefusal = (text: string, options: ResponsesOptions = {}): Answer =>
  responsesItems([{ type: 'refusal', text }], options)

export const responsesToolCall = (
  name: string,
  argumentsJson: string,
  options: ResponsesOptions = {},
): Answer => responsesItems([{ type: 'function-call', name, arguments: argumentsJson }], options)

export const responsesCutByLength = (text: string, options: ResponsesOptions = {}): Answer =>
  responsesText(text, { incomplete: 'max_output_tokens', ...options })

export const responsesItems =
  (items: readonly ResponsesItem[], options: ResponsesOptions = {}): Answer =>
  request => {
    const writer = responsesWriter(request, items, options)
    return request.stream ? streamReply(writer.frames()) : jsonReply(writer.whole())
  }

const responsesWriter = (
  request: ProviderRequest,
  items: readonly ResponsesItem[],
  options: ResponsesOptions,
) => {
  const responseId = `resp_05500b38c2cd9bfc${request.number}`
  const usage = usageToWire(options.usage ?? estimateUsage(request, items))
  const status = options.incomplete === undefined ? 'completed' : 'incomplete'
  let sequence = 0

  const response = (state: string, more: object = {}): object => ({
    id: responseId,
    object: 'response',
    created_at: wireSeconds,
    status: state,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    max_tool_calls: null,
    model: options.model ?? request.model,
    output: [],
    parallel_tool_calls: true,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: { effort: 'medium', summary: 'auto' },
    safety_identifier: null,
    service_tier: 'default',
    store: false,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: {},
    ...more,
  })

  const event = (type: string, fields: object, phase: EventFrame['phase'], text?: string): EventFrame => ({
    tag: 'event',
    event: type,
    data: JSON.stringify({ type, sequence_number: sequence++, ...fields }),
    phase,
    ...(text === undefined ? {} : { text }),
  })

  const opening = (): readonly Frame[] => [
    event('response.created', { response: response('in_progress') }, 'start'),
    event('response.in_progress', { response: response('in_progress') }, 'start'),
  ]

  const itemFrames = (item: ResponsesItem, outputIndex: number): readonly Frame[] => {
    const id = itemId(item, request.number, outputIndex)
    const place = { item_id: id, output_index: outputIndex }
    const added = event(
      'response.output_item.added',
      { output_index: outputIndex, item: begun(item, id) },
      'start',
    )
    const inner = itemEvents(item, place, event)
    const done = event(
      'response.output_item.done',
      { output_index: outputIndex, item: ended(item, id, status) },
      'start',
    )
    return [added, ...inner, done]
  }

  const output = (): readonly object[] =>
    items.map((item, index) => ended(item, itemId(item, request.number, index), status))

  const ending = (): object => ({
    output: output(),
    usage,
    ...(options.incomplete === undefined ? {} : { incomplete_details: { reason: options.incomplete } }),
  })

  const frames = (): readonly Frame[] => [
    ...opening(),
    ...items.flatMap(itemFrames),
    event(`response.${status}`, { response: response(status, ending()) }, 'end'),
  ]

  const failed = (code: string, message: string): readonly Frame[] => [
    ...opening(),
    ...items.flatMap(itemFrames).slice(0, -3),
    event('error', { error: { type: code, code, message, param: null } }, 'end'),
    event('response.failed', { response: response('failed', { error: { code, message } }) }, 'end'),
  ]

  return { frames, failed, whole: () => response(status, ending()) }
}

type MakeEvent = (type: string, fields: object, phase: EventFrame['phase'], text?: string) => EventFrame

const itemEvents = (item: ResponsesItem, place: object, event: MakeEvent): readonly Frame[] => {
  switch (item.type) {
    case 'text':
      return contentEvents(item, 'output_text', { ...place, content_index: 0 }, event)
    case 'refusal':
      return contentEvents(item, 'refusal', { ...place, content_index: 0 }, event)
    case 'reasoning':
      return item.summary.flatMap((text, summary_index) =>
        summaryEvents(text, { ...place, summary_index }, event),
      )
    case 'function-call':
      return [
        ...splitArguments(item.arguments).map(delta =>
          event(
            'response.function_call_arguments.delta',
            { ...place, delta, obfuscation: 'hKtg6o5c' },
            'delta',
          ),
        ),
        event('response.function_call_arguments.done', { ...place, arguments: item.arguments }, 'start'),
      ]
  }
}

const contentEvents = (
  item: Extract<ResponsesItem, { type: 'text' | 'refusal' }>,
  kind: 'output_text' | 'refusal',
  place: object,
  event: MakeEvent,
): readonly Frame[] => {
  const logprobs = kind === 'output_text' ? { logprobs: [] } : {}
  return [
    event('response.content_part.added', { ...place, part: contentPart(kind, '') }, 'start'),
    ...textToTokens(item.text).map(delta =>
      event(
        `response.${kind}.delta`,
        { ...place, delta, ...logprobs, obfuscation: 'o6siFnnjPf' },
        'delta',
        delta,
      ),
    ),
    event(
      `response.${kind}.done`,
      { ...place, [kind === 'refusal' ? 'refusal' : 'text']: item.text, ...logprobs },
      'start',
    ),
    event('response.content_part.done', { ...place, part: contentPart(kind, item.text) }, 'start'),
  ]
}

const summaryEvents = (text: string, place: object, event: MakeEvent): readonly Frame[] => {
  const part = (value: string) => ({ ...place, part: { type: 'summary_text', text: value } })
  return [
    event('response.reasoning_summary_part.added', part(''), 'start'),
    ...textToTokens(text).map(delta =>
      event('response.reasoning_summary_text.delta', { ...place, delta, obfuscation: '2ajSAGID' }, 'delta'),
    ),
    event('response.reasoning_summary_text.done', { ...place, text }, 'start'),
    event('response.reasoning_summary_part.done', part(text), 'start'),
  ]
}

const contentPart = (kind: 'output_text' | 'refusal', text: string): object =>
  kind === 'refusal' ? { type: kind, refusal: text } : { type: kind, annotations: [], logprobs: [], text }

const itemId = (item: ResponsesItem, number: number, index: number): string => {
  const prefix = { text: 'msg', refusal: 'msg', reasoning: 'rs', 'function-call': 'fc' }[item.type]
  return `${prefix}_01830d662ab38565${number}x${index}`
}

const sealedReasoning =
  'gAAAAABpPDIUph8czEXzDePCV2lJ27wm7TsbCvazrvHSn0yWitN7RGWq8sjrPtfEYNkSVR8GZzB59nmPMV9haW4'

const begun = (item: ResponsesItem, id: string): object => {
  switch (item.type) {
    case 'text':
    case 'refusal':
      return { id, type: 'message', status: 'in_progress', content: [], role: 'assistant' }
    case 'reasoning':
      return { id, type: 'reasoning', encrypted_content: item.encrypted ?? sealedReasoning, summary: [] }
    case 'function-call':
      return {
        id,
        type: 'function_call',
        status: 'in_progress',
        arguments: '',
        call_id: `call_${id}`,
        name: item.name,
      }
  }
}

const ended = (item: ResponsesItem, id: string, status: string): object => {
  switch (item.type) {
    case 'text':
      return {
        id,
        type: 'message',
        status,
        content: [contentPart('output_text', item.text)],
        role: 'assistant',
      }
    case 'refusal':
      return { id, type: 'message', status, content: [contentPart('refusal', item.text)], role: 'assistant' }
    case 'reasoning':
      return {
        id,
        type: 'reasoning',
        encrypted_content: item.encrypted ?? sealedReasoning,
        summary: item.summary.map(text => ({ type: 'summary_text', text })),
      }
    case 'function-call':
      return {
        id,
        type: 'function_call',
        status,
        arguments: item.arguments,
        call_id: `call_${id}`,
        name: item.name,
      }
  }
}

const usageToWire = (usage: ResponsesUsage): object => ({
  input_tokens: usage.input,
  input_tokens_details: { cached_tokens: usage.cached ?? 0 },
  output_tokens: usage.output,
  output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
  total_tokens: usage.input + usage.output,
})

const estimateUsage = (request: ProviderRequest, items: readonly ResponsesItem[]): ResponsesUsage => ({
  input: countTokens(request.prompt),
  output: items.reduce((sum, item) => sum + countTokens(itemToText(item)), 0),
  reasoning: items.reduce(
    (sum, item) => sum + (item.type === 'reasoning' ? countTokens(itemToText(item)) : 0),
    0,
  ),
})

const itemToText = (item: ResponsesItem): string => {
  switch (item.type) {
    case 'text':
    case 'refusal':
      return item.text
    case 'reasoning':
      return item.summary.join(' ')
    case 'function-call':
      return item.arguments
  }
}
