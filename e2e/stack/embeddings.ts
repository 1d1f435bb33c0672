/** `POST /embeddings` of a vendor whose vectors have planted meaning: a text points where its words do. */
import { readArray } from './read-json.ts'
import { jsonReply, type Answer } from './reply.ts'
import type { RequestMatch } from './request.ts'

const concepts: readonly (readonly string[])[] = [
  ['car', 'automobile', 'motorway'],
  ['bread', 'loaf', 'dough'],
  ['loom', 'weft', 'warp'],
]

/** What has no concept points in a direction of its own. */
const meaningOf = (text: string): readonly number[] => {
  const words = text.toLowerCase()
  const counts = concepts.map(concept => concept.filter(word => words.includes(word)).length)
  return [...counts, counts.some(count => count > 0) ? 0 : 1]
}

export const isEmbeddingCall: RequestMatch = ({ path }) =>
  path.split('?')[0]?.endsWith('/embeddings') ?? false

/** Last first, as nothing forbids. */
export const plantedEmbeddings: Answer = ({ body, model }) => {
  const input = (readArray(body, 'input') ?? []).map(String)
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: meaningOf(text) }))
  return jsonReply({
    object: 'list',
    data: data.toReversed(),
    model,
    usage: { prompt_tokens: input.length, total_tokens: input.length },
  })
}
