/** Puts a reply on a socket. The only place of the provider that knows of time and sockets. */
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { EventFrame, Frame, Reply, WireStyle } from './reply.ts'
import type { RequestOutcome } from './request.ts'

/** Writes the reply and says how it ended; `onText` is told of visible text when its event has been written. */
export const playReply = async (
  reply: Reply,
  response: ServerResponse,
  onText: (text: string) => void,
): Promise<RequestOutcome> => {
  const left = new AbortController()
  response.once('close', () => left.abort())
  const whenLeft = new Promise<'left'>(resolve =>
    left.signal.addEventListener('abort', () => resolve('left'), { once: true }),
  )

  /** False when the client left while the answer waited. */
  const stillThere = async (until: Promise<unknown>): Promise<boolean> =>
    (await Promise.race([until, whenLeft])) !== 'left' && !left.signal.aborted

  const write = async (bytes: Uint8Array): Promise<boolean> => {
    if (response.write(bytes)) return !left.signal.aborted
    return stillThere(new Promise(resolve => response.once('drain', resolve)))
  }

  const writeSplit = async (bytes: Uint8Array, size: number): Promise<boolean> => {
    if (bytes.length <= size) return write(bytes)
    for (let start = 0; start < bytes.length; start += size) {
      if (!(await write(bytes.subarray(start, start + size)))) return false
      // A turn of the loop between writes: each is then its own chunk for the reader.
      await nextTurn()
    }
    return true
  }

  const frames = reply.frames
  if (isCutAtOnce(frames)) {
    response.socket?.destroy()
    return 'cut'
  }
  response.writeHead(reply.status, { ...reply.headers })
  response.flushHeaders()
  if (reply.wire.mark && !(await write(byteOrderMark))) return 'client-left'
  let due = performance.now()
  let unflushed = 0
  for (const frame of frames) {
    switch (frame.tag) {
      case 'pause': {
        due = Math.max(due, performance.now() - 1_000) + frame.milliseconds
        const rest = due - performance.now()
        if (rest > 0 && !(await stillThere(wait(rest)))) return 'client-left'
        break
      }
      case 'hold':
        frame.gate.arrive()
        if (!(await stillThere(frame.gate.opened))) return 'client-left'
        due = performance.now()
        break
      case 'stall':
        await whenLeft
        return 'client-left'
      case 'cut':
        // What a browser has received and its reader has not yet taken is lost with the connection: a busy one gets time.
        await wait(250)
        response.socket?.destroy()
        return 'cut'
      default: {
        const bytes = frameToBytes(frame, reply.wire)
        if (!(await writeSplit(bytes, reply.wire.writeSize))) return 'client-left'
        if (frame.tag === 'event' && frame.text !== undefined) onText(frame.text)
        unflushed += bytes.length
        if (unflushed > 65_536) {
          // Endless answers must not starve the other connections of this process.
          unflushed = 0
          await nextTurn()
        }
      }
    }
    if (left.signal.aborted) return 'client-left'
  }
  response.end()
  return 'played'
}

const isCutAtOnce = (frames: Iterable<Frame>): boolean =>
  Array.isArray(frames) && frames.length === 1 && frames[0]?.tag === 'cut'

const byteOrderMark = Uint8Array.of(0xef, 0xbb, 0xbf)

const encoder = new TextEncoder()

const frameToBytes = (
  frame: Extract<Frame, { tag: 'event' | 'comment' | 'bytes' }>,
  wire: WireStyle,
): Uint8Array => {
  switch (frame.tag) {
    case 'bytes':
      return frame.bytes
    case 'comment':
      return encoder.encode(`: ${frame.comment}${wire.lineEnd}${wire.lineEnd}`)
    case 'event':
      return encoder.encode(eventToText(frame, wire))
  }
}

const eventToText = (frame: EventFrame, wire: WireStyle): string => {
  const colon = wire.space ? ': ' : ':'
  const lines = [
    ...(frame.event === undefined ? [] : [`event${colon}${frame.event}`]),
    ...frame.data.split('\n').map(line => `data${colon}${line}`),
  ]
  return `${lines.join(wire.lineEnd)}${wire.lineEnd}${wire.lineEnd}`
}
