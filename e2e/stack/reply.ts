/**
 * What a provider puts on the wire, as data: a reply is a status, headers and frames. Builders make replies,
 * faults rewrite them, `play.ts` is the only place that touches a socket.
 */
import type { ProviderRequest } from './request.ts'

/** An answer decides from the request what to reply; the same one serves streaming and plain calls. */
export type Answer = (request: ProviderRequest) => Reply

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly frames: Iterable<Frame>
  readonly wire: WireStyle
  /** Whether the vendor's CORS headers are sent. */
  readonly cors: boolean
}

export type Frame = EventFrame | CommentFrame | BytesFrame | PauseFrame | HoldFrame | StallFrame | CutFrame

export interface EventFrame {
  readonly tag: 'event'
  /** The `event:` line; OpenAI's Chat Completions has none. */
  readonly event?: string
  readonly data: string
  readonly phase: 'start' | 'delta' | 'end'
  /** The visible text this event carries, so that a test can compare what was sent with what was kept. */
  readonly text?: string
}

export interface CommentFrame {
  readonly tag: 'comment'
  readonly comment: string
}

export interface BytesFrame {
  readonly tag: 'bytes'
  readonly bytes: Uint8Array
}

/** Waits on an absolute schedule, so that the rate holds even when a timer fires late. */
export interface PauseFrame {
  readonly tag: 'pause'
  readonly milliseconds: number
}

export interface HoldFrame {
  readonly tag: 'hold'
  readonly gate: Gate
}

/** Says nothing more and keeps the connection open until the client leaves. */
export interface StallFrame {
  readonly tag: 'stall'
}

/** Destroys the socket: in the middle of the body, or, as the only frame, before a byte of the head. */
export interface CutFrame {
  readonly tag: 'cut'
}

export interface WireStyle {
  readonly lineEnd: '\n' | '\r\n' | '\r'
  /** A byte order mark before the first event. */
  readonly mark: boolean
  /** The space after `data:`. */
  readonly space: boolean
  /** At most this many bytes in one write; splits inside characters when small. */
  readonly writeSize: number
}

const plainWire: WireStyle = { lineEnd: '\n', mark: false, space: true, writeSize: Infinity }

/** A place where an answer waits for the test; instead of sleeping, the test opens it. */
export interface Gate {
  /** Resolves when an answer has come to the gate. */
  readonly reached: Promise<void>
  readonly opened: Promise<void>
  readonly arrive: () => void
  readonly open: () => void
}

export const createGate = (): Gate => {
  const arrival = Promise.withResolvers<void>()
  const opening = Promise.withResolvers<void>()
  return {
    reached: arrival.promise,
    opened: opening.promise,
    arrive: arrival.resolve,
    open: opening.resolve,
  }
}

/** The moment every answer of this provider is dated to; vendors send seconds. */
export const wireSeconds = 1_795_219_200

export const jsonReply = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply => textReply(JSON.stringify(value), 'application/json', status, headers)

export const textReply = (
  text: string,
  contentType: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers: { 'content-type': contentType, ...headers },
  frames: text === '' ? [] : [{ tag: 'bytes', bytes: new TextEncoder().encode(text) }],
  wire: plainWire,
  cors: true,
})

export const streamReply = (
  frames: Iterable<Frame>,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers },
  frames,
  wire: plainWire,
  cors: true,
})
