/**
 * The hand-kept streams of `__fixtures__`, each with what a faithful reader gets out of it. They are written
 * after the vendors' documents and their clients' own tests, byte for byte as such a stream looks on the wire
 * (padding, comments, key order, empty choices), with texts of ours. A quirk met in the wild goes in here first.
 */
import { readFileSync } from 'node:fs'
import { streamReply, type Answer } from './reply.ts'

export type VendorStreamName = keyof typeof vendorStreams

export interface VendorStream {
  readonly format: 'chat' | 'responses' | 'anthropic'
  /** Why this stream is kept. */
  readonly about: string
  readonly text: string
  readonly reasoning?: string
  readonly refusal?: string
  readonly toolCalls?: readonly ExpectedToolCall[]
  /** The vendor's own word for how it ended; absent when it never said. */
  readonly finish?: string
  readonly usage?: ExpectedUsage
  /** The vendor's words when the stream ends in an error. */
  readonly failure?: string
}

export interface ExpectedToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

export interface ExpectedUsage {
  readonly input: number
  readonly output: number
  readonly cached?: number
  readonly cacheCreation?: number
  readonly reasoning?: number
}

const readVendorStream = (name: VendorStreamName): Uint8Array =>
  readFileSync(new URL(`./__fixtures__/${name}.txt`, import.meta.url))

/** Replays a stream byte for byte, in writes of `writeSize`, whatever was asked. */
export const recorded =
  (name: VendorStreamName, writeSize = Infinity): Answer =>
  () => {
    const reply = streamReply([{ tag: 'bytes', bytes: readVendorStream(name) }])
    return { ...reply, wire: { ...reply.wire, writeSize } }
  }

export const vendorStreams = {
  'openai-chat-text': {
    format: 'chat',
    about: 'obfuscation, null usage on every chunk, then usage with empty choices',
    text: 'A margin of ±4 points needs about **600** answers.\n\n| line | n |\n|---|---:|\n| 14 | 475 |',
    finish: 'stop',
    usage: { input: 41, output: 27, cached: 0, reasoning: 0 },
  },
  'openai-chat-tool-call': {
    format: 'chat',
    about: 'two tool calls, arguments in pieces',
    text: '',
    toolCalls: [
      { id: 'call_7vQkS0oYz1bTn3', name: 'timetable', arguments: '{"line":14,"day":"Monday"}' },
      { id: 'call_Zz9pLm2RkQ4s', name: 'weather', arguments: '{"city":"Dhaka"}' },
    ],
    finish: 'tool_calls',
    usage: { input: 118, output: 34 },
  },
  'openai-chat-refusal': {
    format: 'chat',
    about: 'a refusal in its own field, ended by an ordinary stop',
    text: '',
    refusal: "I'm sorry, but I can't help with that.",
    finish: 'stop',
    usage: { input: 22, output: 11 },
  },
  'openai-chat-content-filter': {
    format: 'chat',
    about: 'stopped by the filter in the middle',
    text: 'The first step is',
    finish: 'content_filter',
    usage: { input: 30, output: 4 },
  },
  'openai-chat-length': {
    format: 'chat',
    about: 'stopped at the token limit',
    text: 'One, two, three, ',
    finish: 'length',
    usage: { input: 12, output: 6 },
  },
  'openai-responses-reasoning': {
    format: 'responses',
    about: 'two summary parts of one reasoning item, sealed reasoning, then the message',
    text: 'About **600** answers, since $n_0 ≈ 600$.',
    reasoning: '**Sizing the survey**\n\nI use an even split.**Checking the result**\n\n600 is plausible.',
    finish: 'completed',
    usage: { input: 52, output: 310, cached: 0, reasoning: 256 },
  },
  'openai-responses-tool-call': {
    format: 'responses',
    about: 'a reasoning item without a summary, then a function call',
    text: '',
    toolCalls: [{ id: 'call_N1kQpXv8', name: 'timetable', arguments: '{"line":14,"day":"Monday"}' }],
    finish: 'completed',
    usage: { input: 140, output: 61, cached: 128, reasoning: 32 },
  },
  'openai-responses-refusal': {
    format: 'responses',
    about: 'refusal deltas',
    text: '',
    refusal: "I'm sorry, I can't help with that.",
    finish: 'completed',
    usage: { input: 20, output: 10 },
  },
  'openai-responses-failed': {
    format: 'responses',
    about: 'an error event and response.failed after text',
    text: 'The first half',
    finish: 'failed',
    failure:
      'An error occurred while processing your request. You can retry your request, or contact us through our help center.',
  },
  'openai-responses-incomplete': {
    format: 'responses',
    about: 'stopped at the token limit',
    text: 'One, two, ',
    finish: 'incomplete',
    usage: { input: 14, output: 16 },
  },
  'anthropic-thinking': {
    format: 'anthropic',
    about: 'thinking with its signature, cache figures, padding, an emoji and a syllable torn between deltas',
    text: '**About 550 completed answers** if you report the two lines together. বাংলায় লিখলে: ৫৫০টি উত্তর। 👩🏽‍🚀',
    reasoning:
      'An even split is the safest assumption, so the size is about 600. The population is 6,200, which lowers it.',
    finish: 'end_turn',
    usage: { input: 58, output: 171, cached: 4096, cacheCreation: 1180, reasoning: 66 },
  },
  'anthropic-tool-use': {
    format: 'anthropic',
    about: 'text, then a tool with input in pieces and one with none at all',
    text: "I'll look up the timetable.",
    toolCalls: [
      { id: 'toolu_01Hk3VnWeftPq8sZrTb', name: 'timetable', arguments: '{"line": 14, "day": "Monday"}' },
      { id: 'toolu_01Qx9LmWeftRt2yUvCd', name: 'now', arguments: '' },
    ],
    finish: 'tool_use',
    usage: { input: 565, output: 98 },
  },
  'anthropic-redacted-thinking': {
    format: 'anthropic',
    about: 'thinking only the vendor can read, next to thinking anyone can',
    text: 'It is 42.',
    reasoning: 'Now in the open.',
    finish: 'end_turn',
    usage: { input: 31, output: 40 },
  },
  'anthropic-refusal': {
    format: 'anthropic',
    about: 'refused by the classifier after some text',
    text: 'The first part is',
    finish: 'refusal',
    usage: { input: 18, output: 9 },
  },
  'anthropic-overloaded': {
    format: 'anthropic',
    about: 'an error event in the middle of a block',
    text: 'It rests on six weeks of',
    failure: 'Overloaded',
  },
  'anthropic-length': {
    format: 'anthropic',
    about: 'stopped at max_tokens',
    text: 'One, two, three, ',
    finish: 'max_tokens',
    usage: { input: 25, output: 8 },
  },
  'deepseek-reasoning': {
    format: 'chat',
    about: 'keep-alive comments, null content while it reasons, usage in the last chunk',
    text: 'There are **3**.',
    reasoning: 'First I count the letters.',
    finish: 'stop',
    usage: { input: 17, output: 15, reasoning: 7 },
  },
  'openrouter-reasoning': {
    format: 'chat',
    about: 'comments in between, reasoning twice in one delta, usage with a choice',
    text: 'There are **3**.',
    reasoning: 'First I count.',
    finish: 'stop',
    usage: { input: 17, output: 15, reasoning: 7 },
  },
  'openrouter-error-inside': {
    format: 'chat',
    about: 'an error beside a choice that ends in "error"',
    text: 'There are',
    finish: 'error',
    failure: 'Provider disconnected unexpectedly',
  },
  'groq-reasoning': {
    format: 'chat',
    about: 'reasoning, usage in x_groq and again with empty choices',
    text: 'Three of them.',
    reasoning: 'Okay, counting.',
    finish: 'stop',
    usage: { input: 20, output: 14, reasoning: 6 },
  },
  'ollama-reasoning': {
    format: 'chat',
    about: 'the role and empty content in every delta',
    text: 'It is 4.',
    reasoning: 'Let me see.',
    finish: 'stop',
    usage: { input: 26, output: 9 },
  },
  'ollama-tool-call': {
    format: 'chat',
    about: 'a tool call in one piece',
    text: '',
    toolCalls: [{ id: 'call_hk81qg8b', name: 'timetable', arguments: '{"line":14}' }],
    finish: 'tool_calls',
    usage: { input: 26, output: 9 },
  },
  'ollama-think-tags': {
    format: 'chat',
    about: 'reasoning left inside the text between <think> tags',
    text: '<think>\nShort one.\n</think>\n\nYes.',
    finish: 'stop',
    usage: { input: 26, output: 9 },
  },
  'llamacpp-reasoning': {
    format: 'chat',
    about: 'null content first, keys in another order, timings',
    text: 'Hello!',
    reasoning: 'We just answer.',
    finish: 'stop',
    usage: { input: 69, output: 8 },
  },
  'lmstudio-text': {
    format: 'chat',
    about: 'no usage at all',
    text: 'Good morning.',
    finish: 'stop',
  },
  'vllm-reasoning': {
    format: 'chat',
    about: 'line feeds around the reasoning, extra fields',
    text: '\n\nFine.',
    reasoning: '\nOk.',
    finish: 'stop',
    usage: { input: 11, output: 8 },
  },
  'mistral-thinking': {
    format: 'chat',
    about: 'content as a list of typed parts while it thinks, then as a string',
    text: 'It is 4.',
    reasoning: 'First the  sum.',
    finish: 'stop',
    usage: { input: 10, output: 10 },
  },
  'mistral-tool-call': {
    format: 'chat',
    about: 'a tool call without a type, in the chunk that ends the stream',
    text: '',
    toolCalls: [{ id: 'D681PevKs', name: 'timetable', arguments: '{"line": 14}' }],
    finish: 'tool_calls',
    usage: { input: 94, output: 28 },
  },
  'gemini-text': {
    format: 'chat',
    about: 'large pieces, running usage in every chunk, a total that holds unseen thinking',
    text: 'A margin of ±4 points needs about **600** answers, if the split is even.',
    finish: 'stop',
    usage: { input: 8, output: 17 },
  },
  'gemini-tool-call': {
    format: 'chat',
    about: 'a thought signature that must be sent back with the call',
    text: '',
    toolCalls: [{ id: 'function-call-7164235178', name: 'timetable', arguments: '{"line":14}' }],
    finish: 'tool_calls',
    usage: { input: 8, output: 15 },
  },
} as const satisfies Record<string, VendorStream>

/** All of them, for tables. */
export const vendorStreamEntries = (
  format?: VendorStream['format'],
): readonly (readonly [VendorStreamName, VendorStream])[] =>
  vendorStreamNames
    .map((name): readonly [VendorStreamName, VendorStream] => [name, vendorStreams[name]])
    .filter(([, stream]) => format === undefined || stream.format === format)

const isVendorStreamName = (name: string): name is VendorStreamName => name in vendorStreams

const vendorStreamNames: readonly VendorStreamName[] = Object.keys(vendorStreams).filter(isVendorStreamName)
