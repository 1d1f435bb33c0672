/** A request as the provider saw it. The body is a stranger's: it is read through the few questions below. */
import type { IncomingHttpHeaders } from 'node:http'
import { isRecord, readArray, readBoolean, readString } from './read-json.ts'

export type RequestFormat = 'chat' | 'responses' | 'anthropic' | 'models' | 'tags' | 'unknown'

/** How a call ended: played to the end, left by the client, cut or closed by the provider; `open` until then. */
export type RequestOutcome = 'open' | 'played' | 'client-left' | 'cut'

export interface SentText {
  /** Milliseconds on `performance.now()` of the provider's process. */
  readonly at: number
  readonly text: string
}

export interface ProviderRequest {
  /** Counts from 1 in the order of arrival. */
  readonly number: number
  readonly method: string
  readonly path: string
  readonly format: RequestFormat
  readonly headers: IncomingHttpHeaders
  /** The body as it came, and parsed where it is JSON. */
  readonly rawBody: string
  readonly body: unknown
  readonly model: string
  readonly stream: boolean
  readonly includeUsage: boolean
  /** The last thing a person said, as plain text. */
  readonly prompt: string
  /** The visible text written so far, with its times. */
  readonly sent: () => readonly SentText[]
  readonly sentText: () => string
  readonly outcome: () => RequestOutcome
  readonly ended: Promise<RequestOutcome>
}

export type RequestMatch = (request: ProviderRequest) => boolean

export const pathToFormat = (path: string): RequestFormat => {
  const [pathname = ''] = path.split('?')
  if (pathname.endsWith('/chat/completions')) return 'chat'
  if (pathname.endsWith('/responses')) return 'responses'
  if (pathname.endsWith('/messages')) return 'anthropic'
  if (pathname.endsWith('/models')) return 'models'
  if (pathname.endsWith('/api/tags')) return 'tags'
  return 'unknown'
}

export const parseBody = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const readModel = (body: unknown): string => readString(body, 'model') ?? 'unknown-model'

export const readStream = (body: unknown): boolean => readBoolean(body, 'stream') ?? false

export const readIncludeUsage = (body: unknown): boolean =>
  isRecord(body) && readBoolean(body['stream_options'], 'include_usage') === true

/** Reads the last user turn of any of the three formats; parts that are not text are skipped. */
export const readPrompt = (body: unknown): string => {
  const input = isRecord(body) ? body['input'] : undefined
  if (typeof input === 'string') return input
  const turns = readArray(body, 'messages') ?? readArray(body, 'input') ?? []
  const last = turns.findLast(turn => readString(turn, 'role') === 'user')
  return contentToText(isRecord(last) ? last['content'] : undefined)
}

const contentToText = (content: unknown): string => {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map(part => readString(part, 'text') ?? '').join('')
}
