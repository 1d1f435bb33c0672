/**
 * One answer, from the call to its last part: the runner around the pure readers. It opens the call, bears
 * silence for as long as `Patience` says, finds out what kind of body came, feeds the reader, and closes the
 * stream with exactly one `finish` or `error`. Aborting the signal ends it quietly. Whatever happens, the timer,
 * the listener and the body are let go.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { AnswerReader, Ending } from './answer-reader.ts'
import { createDeadline, type Deadline, orAborted } from './deadline.ts'
import { isMarkup } from './error-body.ts'
import type { StreamPart } from './language-model.ts'
import type { PartWriter } from './part-writer.ts'
import type { Patience } from './patience.ts'
import type { ProviderError } from './provider-error.ts'
import { withoutSecrets } from './secrets.ts'
import { createSseDecoder, type SseItem } from './sse.ts'

export type Opened =
  | { readonly ok: true; readonly response: Response }
  | { readonly ok: false; readonly error: ProviderError }

export interface AnswerStreamDeps {
  readonly clock: Clock
  readonly patience: Patience
  readonly writer: PartWriter
  readonly reader: AnswerReader
  /** Never shown, even when the provider repeats them. */
  readonly secrets: readonly string[]
  /** Makes the call. Resolves with the head of a 200, or with why there is none; may reject when `signal` aborts. */
  readonly open: (signal: AbortSignal) => Promise<Opened>
}

type Silence = 'connect-timeout' | 'idle-timeout'

export async function* streamAnswer(deps: AnswerStreamDeps, outer: AbortSignal): AsyncGenerator<StreamPart> {
  const deadline = createDeadline<Silence>(deps.clock, outer)
  try {
    deadline.set(deps.patience.connect, 'connect-timeout')
    const opened = await openUnderDeadline(deps, deadline)
    if (outer.aborted) return
    if (!opened.ok) return yield { type: 'error', error: opened.error }
    yield* readAnswer(deps, opened.response, deadline, outer)
  } finally {
    deadline.close()
  }
}

const openUnderDeadline = async (deps: AnswerStreamDeps, deadline: Deadline<Silence>): Promise<Opened> => {
  try {
    return await orAborted(deps.open(deadline.signal), deadline.signal)
  } catch (cause) {
    if (!deadline.signal.aborted) throw cause
    return { ok: false, error: { type: deadline.passed() ?? 'connect-timeout' } }
  }
}

async function* readAnswer(
  deps: AnswerStreamDeps,
  response: Response,
  deadline: Deadline<Silence>,
  outer: AbortSignal,
): AsyncGenerator<StreamPart> {
  const { writer } = deps
  const body = createBodyReader(deps, response)
  const bytes = response.body?.getReader()
  let ending: Ending | undefined
  let lastPart = deps.clock.now()
  let hasPart = false
  try {
    while (!ending) {
      deadline.set(waitFor(deps, hasPart, lastPart), 'idle-timeout')
      const next = bytes ? await readNext(bytes, deadline.signal) : ({ type: 'end' } as const)
      deadline.clear()
      if (outer.aborted) return
      ending = body.take(next, deadline.passed())
      const parts = writer.take()
      if (parts.length > 0) {
        lastPart = deps.clock.now()
        hasPart = true
      }
      yield* parts
      if (!ending && writer.isTooLarge()) ending = { type: 'error', error: { type: 'stream-too-large' } }
    }
    writer.endAll()
    yield* writer.take()
    if (!outer.aborted) yield toPart(ending, deps.secrets)
  } finally {
    void bytes?.cancel().catch(() => undefined)
  }
}

const toPart = (ending: Ending, secrets: readonly string[]): StreamPart =>
  ending.type === 'error' ? { type: 'error', error: withoutSecrets(ending.error, secrets) } : ending

/** The nearer of two limits: silence since the last byte, and no part since the last one. */
const waitFor = ({ patience, clock }: AnswerStreamDeps, hasPart: boolean, lastPart: number): number =>
  Math.max(
    0,
    Math.min(hasPart ? patience.idle : patience.firstPart, lastPart + patience.progress - clock.now()),
  )

type Read =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'end' }
  | { readonly type: 'broken' }

const readNext = async (
  bytes: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal,
): Promise<Read> => {
  try {
    const { done, value } = await orAborted(bytes.read(), signal)
    return done ? { type: 'end' } : { type: 'bytes', bytes: value }
  } catch {
    return { type: 'broken' }
  }
}

interface BodyReader {
  /** The ending, once there is one. */
  readonly take: (read: Read, silence: Silence | undefined) => Ending | undefined
}

/** Characters of a body that is no event stream; the whole answer of a server that does not stream fits. */
const maxPlainBody = 8 * 1024 * 1024

const createBodyReader = ({ reader }: AnswerStreamDeps, response: Response): BodyReader => {
  const decoder = createSseDecoder()
  const text = new TextDecoder()
  let kind: 'unknown' | 'events' | 'plain' = 'unknown'
  let beginning = ''
  /** Whether any of it was an event or a comment: then it was an event stream, and it was cut. */
  let hasItems = false

  const failure = (type: ProviderError['type'], detail = ''): Ending => ({
    type: 'error',
    error: { type, ...(detail === '' ? {} : { detail }) },
  })

  const readItems = (items: readonly SseItem[]): Ending | undefined => {
    for (const item of items) {
      hasItems = true
      if (item.type === 'too-large') return failure('stream-too-large')
      const ending = item.type === 'event' ? reader.read(item.event) : undefined
      if (ending) return ending
    }
    return undefined
  }

  /** What came is told by how it begins: servers label event streams, JSON and web pages as they like. */
  const readBytes = (bytes: Uint8Array): Ending | undefined => {
    if (kind !== 'events') beginning += text.decode(bytes, { stream: true })
    if (kind === 'unknown' && beginning.trim() !== '') {
      kind = /^\s*[{[<]/.test(beginning.replace('\ufeff', '')) ? 'plain' : 'events'
    }
    if (kind === 'plain') return beginning.length > maxPlainBody ? failure('stream-too-large') : undefined
    return readItems(decoder.feed(bytes))
  }

  const readPlain = (): Ending => {
    if (isMarkup(beginning) || /text\/html/.test(response.headers.get('content-type') ?? ''))
      return failure('not-an-api', titleOf(beginning))
    const data = beginning.replace('\ufeff', '').trim()
    return (
      reader.read({ name: undefined, data }) ??
      reader.end() ??
      failure('stream-malformed', data.slice(0, 200))
    )
  }

  const readEnd = (): Ending => {
    if (kind === 'plain') return readPlain()
    if (kind === 'unknown') return failure('answer-empty')
    const ending = readItems(decoder.end()) ?? reader.end()
    return ending ?? failure(hasItems ? 'stream-cut' : 'stream-malformed')
  }

  /** A body that says it is compressed and cannot be unpacked breaks before anything is read of it. */
  const isUnreadable = (): boolean => kind === 'unknown' && response.headers.has('content-encoding')

  return {
    take: (read, silence) => {
      switch (read.type) {
        case 'bytes':
          return readBytes(read.bytes)
        case 'end':
          return readEnd()
        case 'broken':
          // What the vendor had already said to be the end is not undone by a connection that is left to die.
          return reader.end() ?? failure(silence ?? (isUnreadable() ? 'stream-malformed' : 'stream-cut'))
      }
    },
  }
}

const titleOf = (page: string): string => /<title[^>]*>([^<]*)<\/title>/i.exec(page)?.[1]?.trim() ?? ''
