/**
 * The browser's own language model and its summarizer, as far as Weft uses them: the Prompt API and the Summarizer API
 * of the Web Machine Learning group, as of 2026. Both are of windows only. What is optional has another name in
 * versions before it, or none.
 */

export type Availability = 'unavailable' | 'downloadable' | 'downloading' | 'available'

export type PromptContent =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'image'; readonly value: Blob }

export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string | readonly PromptContent[]
}

export interface PromptOptions {
  readonly expectedInputs: readonly { readonly type: 'text' | 'image' }[]
}

/** Progress is a fraction: `loaded` of `total`. */
export interface DownloadMonitor {
  readonly addEventListener: (type: 'downloadprogress', listener: (event: ProgressEvent) => void) => void
}

export interface CreatePromptOptions extends PromptOptions {
  readonly initialPrompts?: readonly PromptMessage[]
  readonly monitor?: (monitor: DownloadMonitor) => void
  /** Not for the creation only: when it aborts later, the session is destroyed. */
  readonly signal?: AbortSignal
}

interface Stoppable {
  readonly signal?: AbortSignal
}

export interface AskOptions extends Stoppable {
  /** JSON Schema that the answer keeps to. It is told to the model too, so it counts as part of the input. */
  readonly responseConstraint?: Readonly<Record<string, unknown>>
}

export interface PromptSession extends Pick<EventTarget, 'addEventListener'> {
  readonly promptStreaming: (input: readonly PromptMessage[], options: AskOptions) => ReadableStream<string>
  readonly clone: (options: Stoppable) => Promise<PromptSession>
  readonly destroy: () => void
  readonly measureContextUsage?: (input: readonly PromptMessage[], options: AskOptions) => Promise<number>
  readonly contextUsage?: number
  readonly contextWindow?: number
  readonly measureInputUsage?: PromptSession['measureContextUsage']
  readonly inputUsage?: number
  readonly inputQuota?: number
}

export interface PromptApi {
  readonly availability: (options: PromptOptions) => Promise<Availability>
  readonly create: (options: CreatePromptOptions) => Promise<PromptSession>
}

export interface SummarizerOptions {
  readonly type: 'headline'
  readonly format: 'plain-text'
  readonly length: 'short'
}

export interface SummarizerApi {
  readonly availability: (options: SummarizerOptions) => Promise<Availability>
  readonly create: (options: SummarizerOptions & { readonly sharedContext: string }) => Promise<{
    readonly summarize: (text: string, options: Stoppable) => Promise<string>
    readonly destroy: () => void
  }>
}

export interface BrowserApis {
  readonly LanguageModel: PromptApi
  readonly Summarizer: SummarizerApi | undefined
}
