/**
 * What goes wrong between a vendor and a browser, as rewrites of a reply. `withFault(chatText('…'), cutAfter(3))`
 * reads as it happens; faults given together apply from left to right.
 */
import { gzipSync } from 'node:zlib'
import { textReply, type Answer, type EventFrame, type Frame, type Gate, type Reply } from './reply.ts'
import type { ProviderRequest } from './request.ts'

export type Fault = (reply: Reply, request: ProviderRequest) => Reply

export const withFault =
  (answer: Answer, ...faults: readonly Fault[]): Answer =>
  request =>
    faults.reduce((reply, fault) => fault(reply, request), answer(request))

const onFrames =
  (rewrite: (frames: readonly Frame[], request: ProviderRequest) => Iterable<Frame>): Fault =>
  (reply, request) => ({ ...reply, frames: rewrite([...reply.frames], request) })

const onEvents = (rewrite: (event: EventFrame, index: number) => EventFrame): Fault =>
  onFrames(frames => frames.map((frame, index) => (frame.tag === 'event' ? rewrite(frame, index) : frame)))

/** Everything up to and including the delta of that number (from 1), then `tail`. */
const afterDelta = (count: number, tail: readonly Frame[]): Fault =>
  onFrames(frames => [...frames.slice(0, endOfDelta(frames, count)), ...tail])

const endOfDelta = (frames: readonly Frame[], count: number): number => {
  if (count === 0) {
    const first = frames.findIndex(isDelta)
    return first === -1 ? 0 : first
  }
  let seen = 0
  const at = frames.findIndex(frame => isDelta(frame) && ++seen === count)
  return at === -1 ? frames.length : at + 1
}

const isDelta = (frame: Frame): boolean => frame.tag === 'event' && frame.phase === 'delta'

// Endings

/** The socket dies after so many deltas. */
export const cutAfter = (deltas: number): Fault => afterDelta(deltas, [{ tag: 'cut' }])

/** The vendor falls silent after so many deltas and keeps the connection open; 0 is before the first token. */
export const stallAfter = (deltas: number): Fault => afterDelta(deltas, [{ tag: 'stall' }])

/** Headers come, and nothing else ever does. */
export const stallBeforeFirst: Fault = onFrames(() => [{ tag: 'stall' }])

/** The body ends in order after so many deltas, without a word that it was the end. */
export const endAfter = (deltas: number): Fault => afterDelta(deltas, [])

/** No `[DONE]`, no `response.completed`, no `message_stop`, no finish reason: the body just ends. */
export const withoutEnd: Fault = onFrames(frames =>
  frames.filter(frame => !(frame.tag === 'event' && frame.phase === 'end')),
)

/** The finish reason came, the last word (`[DONE]`, `message_stop`) did not. */
export const withoutLastEvent: Fault = onFrames(frames => frames.slice(0, -1))

/** Waits at the gate after so many deltas, so that a test acts while the answer is half there. */
export const holdAfter = (deltas: number, gate: Gate): Fault =>
  onFrames(frames => frames.toSpliced(endOfDelta(frames, deltas), 0, { tag: 'hold', gate }))

// Pace

export const slowFirst = (milliseconds: number): Fault =>
  onFrames(frames => [{ tag: 'pause', milliseconds }, ...frames])

export const tokensPerSecond = (rate: number): Fault =>
  onFrames(frames =>
    frames.flatMap((frame): readonly Frame[] =>
      isDelta(frame) ? [{ tag: 'pause', milliseconds: 1_000 / rate }, frame] : [frame],
    ),
  )

/** Repeats the deltas for as long as the client listens. */
export const endless: Fault = onFrames(frames => repeatDeltas(frames))

function* repeatDeltas(frames: readonly Frame[]): Iterable<Frame> {
  const isRepeated = (frame: Frame): boolean => isDelta(frame) || frame.tag === 'pause'
  const firstDelta = frames.findIndex(isRepeated)
  yield* frames.slice(0, firstDelta)
  const repeated = frames.slice(firstDelta).filter(isRepeated)
  while (repeated.length > 0) yield* repeated
}

// The event stream as others write it

export const withCrlf: Fault = reply => ({ ...reply, wire: { ...reply.wire, lineEnd: '\r\n' } })

export const withCarriageReturns: Fault = reply => ({ ...reply, wire: { ...reply.wire, lineEnd: '\r' } })

export const withByteOrderMark: Fault = reply => ({ ...reply, wire: { ...reply.wire, mark: true } })

/** `data:{…}` without the space. */
export const withoutSpace: Fault = reply => ({ ...reply, wire: { ...reply.wire, space: false } })

/** Each event's JSON over several `data:` lines, to be joined by line feeds. */
export const withMultilineData: Fault = onEvents(event =>
  event.data.startsWith('{') ? { ...event, data: JSON.stringify(JSON.parse(event.data), null, 1) } : event,
)

/** Writes of a few bytes each, which tears characters and line ends apart. */
export const inWritesOf =
  (writeSize: number): Fault =>
  reply => ({
    ...reply,
    wire: { ...reply.wire, writeSize },
  })

/** A comment before every event, as proxies send to keep a connection. */
export const withKeepAlives = (comment = 'keep-alive'): Fault =>
  onFrames(frames => frames.flatMap((frame): readonly Frame[] => [{ tag: 'comment', comment }, frame]))

/** An event that JSON cannot read, after so many deltas. */
export const malformedAfter = (deltas: number): Fault =>
  insertAfter(deltas, '{"choices":[{"delta":{"content":"tor')

/** A delta's JSON torn in two events. */
export const halvedAfter = (deltas: number): Fault =>
  onFrames(frames => {
    const at = endOfDelta(frames, deltas + 1) - 1
    const frame = frames[at]
    if (frame?.tag !== 'event') return frames
    const middle = Math.floor(frame.data.length / 2)
    const { text: _unsent, ...torn } = frame
    return frames.toSpliced(
      at,
      1,
      { ...torn, data: frame.data.slice(0, middle) },
      { ...torn, data: frame.data.slice(middle) },
    )
  })

/** One line of so many bytes, after so many deltas. */
export const hugeLineAfter = (deltas: number, bytes = 10 * 1024 * 1024): Fault =>
  insertAfter(deltas, `{"filler":"${'x'.repeat(bytes)}"}`)

/** An event of the test's own making, after so many deltas. */
const insertAfter = (deltas: number, data: string, event?: string): Fault =>
  onFrames(frames =>
    frames.toSpliced(endOfDelta(frames, deltas), 0, {
      tag: 'event',
      data,
      phase: 'start',
      ...(event === undefined ? {} : { event }),
    }),
  )

/** Deltas that come after the last word. */
export const deltasAfterEnd: Fault = onFrames(frames => [...frames, ...frames.filter(isDelta)])

/** Every event twice. */
export const eventsTwice: Fault = onFrames(frames =>
  frames.flatMap((frame): readonly Frame[] => (frame.tag === 'event' ? [frame, frame] : [frame])),
)

/** Another id in every event, or the same for every tool call: both were seen. */
export const rotatingIds: Fault = onEvents((event, index) => ({
  ...event,
  data: event.data.replace(/"((?:item_)?id)":"([^"]+)"/, `"$1":"$2-${index}"`),
}))

export const sameToolCallIds: Fault = onEvents(event => ({
  ...event,
  data: event.data.replace(/"(call_id|id)":"(?:call|toolu)_[^"]+"/g, '"$1":"call_same"'),
}))

const usageFigure = /"((?:prompt|completion|input|output|total)_tokens)":\s*\d+/g

const withUsageFigures = (value: string): Fault =>
  onEvents(event => ({ ...event, data: event.data.replace(usageFigure, `"$1":${value}`) }))

export const negativeUsage: Fault = withUsageFigures('-7')

export const textUsage: Fault = withUsageFigures('"many"')

/** `NaN` is no JSON: the event that carries it cannot be parsed. */
export const notANumberUsage: Fault = withUsageFigures('NaN')

export const nullUsage: Fault = withUsageFigures('null')

// Transport

/** The page may not read this reply. */
export const withoutCors: Fault = reply => ({ ...reply, cors: false })

/** Says gzip and sends something else. */
export const gzipGarbage: Fault = reply => ({
  ...reply,
  headers: { ...reply.headers, 'content-encoding': 'gzip' },
  frames: [{ tag: 'bytes', bytes: Uint8Array.from({ length: 4096 }, (_, index) => (index * 131) % 256) }],
})

/** Begins as good gzip and ends in the middle of it. */
export const gzipCut: Fault = reply => {
  const whole = gzipSync(Buffer.from('data: {"choices":[]}\n\n'.repeat(500)))
  return {
    ...reply,
    headers: { ...reply.headers, 'content-encoding': 'gzip' },
    frames: [{ tag: 'bytes', bytes: whole.subarray(0, whole.length / 2) }],
  }
}

// Replies of machines in between

/** 200 with no body at all. */
export const emptyBody: Answer = () => textReply('', 'text/event-stream')

/** A captive portal or a company's gate: 200 and a page. */
export const loginPage: Answer = () =>
  textReply(
    '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method="post"><h1>Sign in to Example Wi-Fi</h1><input name="user"><input name="password" type="password"></form></body></html>',
    'text/html; charset=utf-8',
  )

/** What a proxy says when the vendor behind it is gone. */
export const badGatewayPage: Answer = () =>
  textReply(
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n',
    'text/html',
    502,
  )

/** A 200 whose body is JSON that is none of the formats. */
export const otherJson: Answer = () => textReply('{"status":"ok","message":"welcome"}', 'application/json')

/** The connection is closed before a byte of the head. */
export const connectionReset: Answer = () => ({
  ...textReply('', 'text/plain'),
  frames: [{ tag: 'cut' }],
})
