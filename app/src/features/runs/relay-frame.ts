/**
 * What one device tells the others of a run, as the bytes of ephemeral frames. They are the frames of the live
 * channel; a whole state also says what the run answers, since nobody else has its row. A frame that is too long for
 * one message travels in pieces. Everything is parsed: it comes from another build of Weft, or a hostile member.
 */

import { concatBytes, decodeText, encodeText } from '@weft/shared/bytes.ts'
import type { Random } from '@weft/shared/env.ts'
import { MessageId } from '@weft/shared/ids.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import { ModelRef } from '@weft/shared/schema/message.ts'
import { Part } from '@weft/shared/schema/part.ts'
import * as z from 'zod/mini'

const LiveDelta = z.object({
  index: z.number().check(z.int(), z.gte(0), z.lte(10_000)),
  type: z.enum(['text', 'reasoning', 'tool-call']),
  delta: z.string(),
  tool: z.optional(z.object({ callId: z.string(), name: z.string() })),
})

const frameNumber = z.number().check(z.int(), z.gte(0))

const RelayFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('whole'),
    messageId: MessageId,
    parentId: MessageId,
    model: ModelRef,
    continues: z.boolean(),
    startedAt: z.number(),
    state: z.enum(['waiting', 'streaming']),
    frame: frameNumber,
    parts: z.array(Part),
  }),
  z.object({
    type: z.literal('delta'),
    messageId: MessageId,
    frame: frameNumber,
    deltas: z.array(LiveDelta),
  }),
  z.object({ type: z.literal('end'), messageId: MessageId }),
  /** Say all of it: this device has missed something, or has just come. */
  z.object({ type: z.literal('ask'), messageId: MessageId }),
  z.object({
    type: z.literal('control'),
    messageId: MessageId,
    action: z.enum(['stop', 'cancel', 'retry']),
  }),
])

export type RelayFrame = z.infer<typeof RelayFrame>

/** Room for the seal and the frame's head in an ephemeral message (`maxEphemeralBytes`). */
export const longestPiece = 48 * 1024
/** A longer answer is seen on other devices when it ends; a hostile member makes nobody hold more than this. */
const mostPieces = 32
/** Frames that have begun and wait for the rest of their pieces; lost pieces never come. */
const mostWaiting = 4

const headLength = 8

/** `id of the frame (4) | index (2) | count (2) | part of the JSON`, for each message; none when it is too long. */
export const encodeRelayFrame = (frame: RelayFrame, random: Random): readonly Uint8Array[] => {
  const bytes = encodeText(JSON.stringify(frame))
  const count = Math.ceil(bytes.length / longestPiece)
  if (count > mostPieces) return []
  const id = random.bytes(4)
  return Array.from({ length: count }, (_, index) => {
    const head = new Uint8Array(4)
    const view = new DataView(head.buffer)
    view.setUint16(0, index)
    view.setUint16(2, count)
    return concatBytes(id, head, bytes.subarray(index * longestPiece, (index + 1) * longestPiece))
  })
}

export type RelayFrameError = TaggedError<'relay-malformed'>

export interface RelayReader {
  /** The frame that is whole with this message; null when pieces are missing. */
  readonly take: (message: Uint8Array) => Result<RelayFrame | null, RelayFrameError>
}

const malformed = err({ type: 'relay-malformed' } as const)

/** Puts the messages of one room together. */
export const createRelayReader = (): RelayReader => {
  const piecesById = new Map<number, (Uint8Array | undefined)[]>()

  const piecesOf = (id: number, count: number): (Uint8Array | undefined)[] => {
    const known = piecesById.get(id)
    if (known?.length === count) return known
    const [oldest] = piecesById.keys()
    if (piecesById.size >= mostWaiting && oldest !== undefined) piecesById.delete(oldest)
    const pieces = Array.from({ length: count }, () => undefined)
    piecesById.set(id, pieces)
    return pieces
  }

  return {
    take: message => {
      if (message.length <= headLength || message.length > headLength + longestPiece) return malformed
      const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
      const [id, index, count] = [view.getUint32(0), view.getUint16(4), view.getUint16(6)]
      const piece = message.slice(headLength)
      if (count === 1 && index === 0) return parse(piece)
      if (index >= count || count > mostPieces) return malformed
      const pieces = piecesOf(id, count)
      pieces[index] = piece
      const there = pieces.filter(held => held !== undefined)
      if (there.length < count) return ok(null)
      piecesById.delete(id)
      return parse(concatBytes(...there))
    },
  }
}

const parse = (bytes: Uint8Array): Result<RelayFrame, RelayFrameError> => {
  try {
    const value: unknown = JSON.parse(decodeText(bytes))
    const frame = RelayFrame.safeParse(value)
    return frame.success ? ok(frame.data) : malformed
  } catch {
    return malformed
  }
}
