/**
 * The Prompt API and the Summarizer API as their specifications have them, for a browser that has no model. It checks what
 * it is given and throws what they throw. A token is a word; a picture is ten.
 */

import type {
  AskOptions,
  Availability,
  BrowserApis,
  CreatePromptOptions,
  PromptApi,
  PromptMessage,
  PromptSession,
} from '../browser/prompt-api.ts'

export interface FakeBrowserApis extends BrowserApis {
  /** Options of every session that was created; copies are not among them. */
  readonly created: readonly CreatePromptOptions[]
  /** What each prompt was, in order. */
  readonly prompted: readonly (readonly PromptMessage[])[]
  /** What each answer had to keep to, in the same order. */
  readonly constraints: readonly AskOptions['responseConstraint'][]
  /** Sessions, created or copied, that were not destroyed. */
  readonly alive: () => number
  readonly copies: () => number
  /** Exceptions that streams ended with, by name. */
  readonly ended: readonly string[]
  readonly summarized: readonly string[]
  readonly set: (change: Partial<FakeState>) => void
  /** Of the download under way; at 1 it is done. */
  readonly download: (loaded: number) => void
  readonly failDownload: () => void
  /** Tells every session alive that it has begun to forget. */
  readonly overflow: () => void
}

export interface FakeState {
  readonly model: Availability
  readonly pictures: Availability
  readonly summarizer: Availability
  /** A click, not long ago. */
  readonly isClicked: boolean
  readonly window: number
  readonly answer: (heard: string) => AsyncIterable<string> | Iterable<string>
  /** What prompting throws. */
  readonly trouble: string | undefined
  readonly headline: (text: string) => string
}

const exception = (name: string): DOMException => new DOMException(`It is ${name}.`, name)

const tokensOf = (text: string): number => text.split(/\s+/).filter(Boolean).length

const tokensIn = (messages: readonly PromptMessage[]): number =>
  messages.reduce(
    (sum, { content }) =>
      sum +
      (typeof content === 'string'
        ? tokensOf(content)
        : content.reduce((inner, part) => inner + (part.type === 'text' ? tokensOf(part.value) : 10), 0)),
    0,
  )

/** The model is told its constraint. */
const tokensOfConstraint = (constraint: AskOptions['responseConstraint']): number =>
  constraint ? tokensOf(JSON.stringify(constraint)) : 0

/** “Validate and canonicalize a prompt”. */
const validate = (messages: readonly PromptMessage[], hasBefore: boolean, seesPictures: boolean): void => {
  let isFirst = !hasBefore
  for (const { role, content } of messages) {
    if (role === 'system' && !isFirst) throw new TypeError('The system prompt stands first.')
    isFirst = false
    if (typeof content === 'string') continue
    for (const part of content) {
      if (role === 'assistant' && part.type !== 'text') throw exception('NotSupportedError')
      if (part.type === 'image' && !seesPictures) throw exception('NotSupportedError')
      if (part.type === 'image' && !(part.value instanceof Blob)) throw new TypeError('No picture.')
    }
  }
}

export const createFakeBrowserApis = (initial: Partial<FakeState> = {}): FakeBrowserApis => {
  let state: FakeState = {
    model: 'available',
    pictures: 'unavailable',
    summarizer: 'unavailable',
    isClicked: false,
    window: 1_000,
    answer: heard => [`You said `, heard],
    trouble: undefined,
    headline: text => `About ${tokensOf(text)} words`,
    ...initial,
  }
  const created: CreatePromptOptions[] = []
  const prompted: (readonly PromptMessage[])[] = []
  const constraints: AskOptions['responseConstraint'][] = []
  const ended: string[] = []
  const summarized: string[] = []
  const sessions = new Set<EventTarget>()
  let copies = 0
  let downloading:
    | { readonly done: PromiseWithResolvers<void>; readonly monitors: Set<EventTarget> }
    | undefined

  const createSession = (used: number, seesPictures: boolean): PromptSession => {
    const events = new EventTarget()
    const life = new AbortController()
    let contextUsage = used
    sessions.add(events)

    const answerTo = (
      input: readonly PromptMessage[],
      signal: AbortSignal,
      constraint: AskOptions['responseConstraint'],
    ): ReadableStream<string> => {
      signal.throwIfAborted()
      prompted.push(input)
      constraints.push(constraint)
      const asked = tokensIn(input) + tokensOfConstraint(constraint)
      return new ReadableStream({
        start: async controller => {
          const fail = (cause: Error): void => {
            ended.push(cause.name)
            controller.error(cause)
          }
          const onAbort = (): void => fail(signal.reason)
          signal.addEventListener('abort', onAbort, { once: true })
          try {
            validate(input, contextUsage > 0, seesPictures)
            if (state.trouble !== undefined) throw exception(state.trouble)
            if (contextUsage + asked > state.window) throw exception('QuotaExceededError')
            contextUsage += asked
            const content = input.at(-1)?.content ?? ''
            const heard =
              typeof content === 'string'
                ? content
                : content.map(part => (part.type === 'text' ? part.value : '[picture]')).join('')
            for await (const chunk of state.answer(heard)) {
              if (signal.aborted) return
              contextUsage += tokensOf(chunk)
              controller.enqueue(chunk)
            }
            if (!signal.aborted) controller.close()
          } catch (cause) {
            if (!signal.aborted && cause instanceof Error) fail(cause)
          } finally {
            signal.removeEventListener('abort', onAbort)
          }
        },
      })
    }

    return {
      addEventListener: events.addEventListener.bind(events),
      get contextUsage() {
        return contextUsage
      },
      contextWindow: state.window,
      measureContextUsage: async (input, { responseConstraint }) =>
        tokensIn(input) + tokensOfConstraint(responseConstraint),
      promptStreaming: (input, { signal, responseConstraint }) =>
        answerTo(input, AbortSignal.any([life.signal, ...(signal ? [signal] : [])]), responseConstraint),
      clone: async ({ signal }) => {
        life.signal.throwIfAborted()
        signal?.throwIfAborted()
        copies += 1
        return createSession(contextUsage, seesPictures)
      },
      destroy: () => {
        sessions.delete(events)
        life.abort(exception('AbortError'))
      },
    }
  }

  const begin = async ({ monitor, signal }: CreatePromptOptions): Promise<void> => {
    if (state.model === 'unavailable') throw exception('NotSupportedError')
    if (state.model === 'available') return
    if (state.model === 'downloadable') {
      if (!state.isClicked) throw exception('NotAllowedError')
      state = { ...state, model: 'downloading', isClicked: false }
    }
    downloading ??= { done: Promise.withResolvers<void>(), monitors: new Set() }
    const events = new EventTarget()
    monitor?.({
      addEventListener: (type, listener) =>
        events.addEventListener(type, event => {
          if (event instanceof ProgressEvent) listener(event)
        }),
    })
    downloading.monitors.add(events)
    const aborted = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    await Promise.race([downloading.done.promise, aborted])
  }

  const LanguageModel: PromptApi = {
    availability: async ({ expectedInputs }) =>
      expectedInputs.some(({ type }) => type === 'image') ? state.pictures : state.model,
    create: async options => {
      options.signal?.throwIfAborted()
      const { initialPrompts = [], expectedInputs, signal } = options
      const seesPictures = expectedInputs.some(({ type }) => type === 'image')
      validate(initialPrompts, false, seesPictures)
      created.push(options)
      await begin(options)
      if (tokensIn(initialPrompts) > state.window) throw exception('QuotaExceededError')
      const session = createSession(tokensIn(initialPrompts), seesPictures)
      signal?.addEventListener('abort', () => session.destroy(), { once: true })
      return session
    },
  }

  return {
    LanguageModel,
    Summarizer: {
      availability: async () => state.summarizer,
      create: async () => {
        const life = new EventTarget()
        sessions.add(life)
        return {
          summarize: async (text, { signal }) => {
            signal?.throwIfAborted()
            summarized.push(text)
            return state.headline(text)
          },
          destroy: () => void sessions.delete(life),
        }
      },
    },
    created,
    prompted,
    constraints,
    ended,
    summarized,
    alive: () => sessions.size,
    copies: () => copies,
    set: change => {
      state = { ...state, ...change }
    },
    download: loaded => {
      for (const monitor of downloading?.monitors ?? [])
        monitor.dispatchEvent(
          new ProgressEvent('downloadprogress', { loaded, total: 1, lengthComputable: true }),
        )
      if (loaded < 1) return
      state = { ...state, model: 'available' }
      downloading?.done.resolve()
      downloading = undefined
    },
    failDownload: () => {
      state = { ...state, model: 'downloadable' }
      downloading?.done.reject(exception('NetworkError'))
      downloading = undefined
    },
    overflow: () => {
      for (const session of sessions) session.dispatchEvent(new Event('contextoverflow'))
    },
  }
}
