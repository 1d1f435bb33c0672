/**
 * The one contract between Weft and whoever answers: a vendor's SDK, a server on the desk, a model in the
 * browser. A stream is data from its first part to its last; a failure in the middle is a part, not a throw,
 * so what came before it is kept.
 */

import type { ModelParameters } from '@weft/shared/schema/provider.ts'
import type { Usage } from '@weft/shared/schema/message.ts'
import type { ProviderError } from './provider-error.ts'

/** What a model is sent. Already chosen, counted and in order; nothing here names an address or a key. */
export interface ModelRequest {
  readonly modelId: string
  /** The system prompt, or an empty text. The same text through all steps of one turn: vendors bind their reasoning to it. */
  readonly instructions: string
  /**
   * In order, and never ending with the assistant: vendors refuse to be given the beginning of their answer, so
   * going on with a cut one is asked for in a user's message of its own.
   */
  readonly messages: readonly PromptMessage[]
  readonly parameters: CallParameters
  readonly tools?: readonly ToolDefinition[]
}

/** `outputFormat` is for whoever can hold a model to it; the instructions ask for the same in words. */
export type CallParameters = Pick<
  ModelParameters,
  'temperature' | 'maxOutputTokens' | 'reasoningEffort' | 'outputFormat'
>

interface ToolDefinition {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>
}

export type PromptMessage = UserPrompt | AssistantPrompt | ToolPrompt

export interface UserPrompt {
  readonly role: 'user'
  readonly content: readonly (PromptText | PromptImage | PromptFile)[]
}

export interface AssistantPrompt {
  readonly role: 'assistant'
  readonly content: readonly (PromptText | PromptReasoning | PromptToolCall)[]
}

export interface ToolPrompt {
  readonly role: 'tool'
  readonly content: readonly PromptToolResult[]
}

export interface PromptText {
  readonly type: 'text'
  readonly text: string
}

export interface PromptImage {
  readonly type: 'image'
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** A document the vendor reads itself (PDF); text files are sent as text. */
export interface PromptFile {
  readonly type: 'file'
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

interface PromptReasoning {
  readonly type: 'reasoning'
  readonly text: string
  /** As the stream gave it. It names its vendor and model, so it may always be handed back: others leave it out. */
  readonly signature?: string
  readonly redacted?: boolean
}

export interface PromptToolCall {
  readonly type: 'tool-call'
  readonly callId: string
  readonly name: string
  readonly input: string
  /** As the stream gave it (Gemini's thought signature). */
  readonly signature?: string
}

export interface PromptToolResult {
  readonly type: 'tool-result'
  readonly callId: string
  readonly name: string
  readonly output: string
  readonly failed: boolean
}

/** `tool-calls`: the model waits for results. `refused`: it or a filter declined. `unknown`: the vendor did not say. */
export type FinishReason = 'complete' | 'length' | 'refused' | 'tool-calls' | 'unknown'

/**
 * Pieces of an answer. Text, reasoning and tool input come as start, deltas and end under one id; ids may
 * interleave and are never used twice; the id of a tool input is its call id. Everything opened is ended before
 * the stream closes, with exactly one `finish` or one `error`, and nothing follows it. No delta is empty.
 */
export type StreamPart =
  | { readonly type: 'text-start'; readonly id: string }
  | { readonly type: 'text-delta'; readonly id: string; readonly delta: string }
  | { readonly type: 'text-end'; readonly id: string }
  | { readonly type: 'reasoning-start'; readonly id: string }
  | { readonly type: 'reasoning-delta'; readonly id: string; readonly delta: string }
  | {
      readonly type: 'reasoning-end'
      readonly id: string
      readonly signature?: string
      readonly redacted?: boolean
    }
  | { readonly type: 'tool-input-start'; readonly id: string; readonly name: string }
  | { readonly type: 'tool-input-delta'; readonly id: string; readonly delta: string }
  /** `signature`: what the vendor wants back unchanged with the call; it belongs into the tool call part. */
  | { readonly type: 'tool-input-end'; readonly id: string; readonly signature?: string }
  /** `detail`: what the provider said about a refusal, shown as inert text. */
  | {
      readonly type: 'finish'
      readonly reason: FinishReason
      readonly usage: Usage
      readonly detail?: string
    }
  | { readonly type: 'error'; readonly error: ProviderError }

/** Two implementations at least: the vendors' behind the provider worker, and a scripted one for tests. */
export interface LanguageModel {
  /** Opens one answer. Never throws; aborting `signal` ends the stream without a closing part. */
  readonly stream: (request: ModelRequest, signal: AbortSignal) => AsyncIterable<StreamPart>
}
