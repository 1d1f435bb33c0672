/** For tests: plays a recorded body to a reader in given pieces, and tells what came of it. */

import { type Clock } from '@weft/shared/env.ts'
import type { AnswerReader } from './answer-reader.ts'
import { streamAnswer } from './answer-stream.ts'
import type { StreamPart } from './language-model.ts'
import { createPartWriter, type PartWriter } from './part-writer.ts'

/** A clock on which nothing ever falls due. */
const stillClock: Clock = { now: () => 0, after: () => () => undefined }

const patience = { connect: 1, firstPart: 1, idle: 1, progress: 1 }

/** The response of a server that sends these pieces and then ends, or breaks. */
export const responseOf = (
  pieces: readonly Uint8Array[],
  {
    headers = {},
    breaks = false,
  }: { readonly headers?: Record<string, string>; readonly breaks?: boolean } = {},
): Response => {
  let next = 0
  const body = new ReadableStream<Uint8Array>({
    pull: controller => {
      const piece = pieces[next++]
      if (piece) controller.enqueue(piece)
      else if (breaks) controller.error(new TypeError('network error'))
      else controller.close()
    },
  })
  return new Response(body, { headers })
}

export const playReader = async (
  createReader: (writer: PartWriter) => AnswerReader,
  response: Response,
): Promise<readonly StreamPart[]> => {
  const writer = createPartWriter()
  const parts: StreamPart[] = []
  const stream = streamAnswer(
    {
      clock: stillClock,
      patience,
      secrets: [],
      writer,
      reader: createReader(writer),
      open: async () => ({ ok: true, response }),
    },
    new AbortController().signal,
  )
  for await (const part of stream) parts.push(part)
  return parts
}

/** Parts with neighbouring deltas joined: what an answer says, however it was cut up on the way. */
export const joinDeltas = (parts: readonly StreamPart[]): readonly StreamPart[] => {
  const joined: StreamPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (last && 'delta' in last && 'delta' in part && last.type === part.type && last.id === part.id)
      joined[joined.length - 1] = { ...last, delta: last.delta + part.delta }
    else joined.push(part)
  }
  return joined
}
