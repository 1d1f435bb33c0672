/**
 * What a server answers to `POST /embeddings`, as vectors of length one in the order of the texts. Imitators leave out
 * the index, mix the order or write base64 where numbers were asked for; what cannot be told is refused by name, since
 * a wrong vector is found much later, by nobody.
 */

import { base64ToBytes } from '@weft/shared/base64.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import { isMarkup } from './error-body.ts'
import { looseNumber } from './loose.ts'
import { parseJson } from './parse-json.ts'
import type { ProviderError } from './provider-error.ts'

/** Numbers in a vector; the widest there are have about 4,000. */
const maxDimension = 16_384

const Entry = z.looseObject({
  index: looseNumber,
  embedding: z.union([z.array(z.number()), z.string()]),
})

const Answer = z.union([
  z.pipe(
    z.looseObject({ data: z.array(Entry) }),
    z.transform(({ data }) => data),
  ),
  z.array(Entry),
])

export const readEmbeddings = (
  text: string,
  count: number,
): Result<readonly Float32Array[], ProviderError> => {
  if (isMarkup(text)) return err({ type: 'not-an-api' })
  const answer = z.safeParse(Answer, parseJson(text))
  if (!answer.success) return malformed('This is no list of vectors.')
  if (answer.data.length !== count)
    return malformed(`${count} texts were sent and ${answer.data.length} vectors came back.`)
  const ordered = inOrder(answer.data)
  if (!ordered) return malformed('The vectors do not say which text each belongs to.')
  const vectors: Float32Array[] = []
  for (const { embedding } of ordered) {
    const vector = toUnitVector(embedding)
    if (!vector) return malformed('A vector holds no direction.')
    if (vector.length !== (vectors[0] ?? vector).length) return malformed('The vectors differ in length.')
    vectors.push(vector)
  }
  return ok(vectors)
}

const malformed = (detail: string): Result<never, ProviderError> => err({ type: 'stream-malformed', detail })

type Entry = z.infer<typeof Entry>

/** By their indexes where they have them; without any they come in the order of the texts. */
const inOrder = (entries: readonly Entry[]): readonly Entry[] | undefined => {
  if (entries.every(({ index }) => index === undefined)) return entries
  const sorted = entries.toSorted((a, b) => (a.index ?? -1) - (b.index ?? -1))
  return sorted.every(({ index }, place) => index === place) ? sorted : undefined
}

const toNumbers = (embedding: Entry['embedding']): ArrayLike<number> | undefined => {
  if (typeof embedding !== 'string') return embedding
  const bytes = base64ToBytes(embedding)
  return bytes !== null && bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : undefined
}

const toUnitVector = (embedding: Entry['embedding']): Float32Array | undefined => {
  const numbers = toNumbers(embedding)
  if (!numbers || numbers.length > maxDimension) return undefined
  const length = Math.hypot(...Array.from(numbers))
  if (!(length > 0 && Number.isFinite(length))) return undefined
  return Float32Array.from(numbers, number => number / length)
}
