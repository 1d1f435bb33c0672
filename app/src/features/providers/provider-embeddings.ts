/** A provider's `POST /embeddings`, as OpenAI has it and nearly everybody else. Runs in the provider worker. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { createDeadline, orAborted } from './deadline.ts'
import { providerEmbeddingId } from './embedding-id.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import { embeddingWords } from './embedding-words.ts'
import { missingKey } from './key-checks.ts'
import { type CallDeps, openCall } from './open-call.ts'
import { patienceFor } from './patience.ts'
import type { ProviderError } from './provider-error.ts'
import { readBody } from './read-body.ts'
import { readEmbeddings } from './read-embeddings.ts'

/** Of one request. Small servers take 32 texts by default; OpenAI's 300,000 tokens are far away. */
const maxTexts = 32
const maxCharacters = 64_000

/** Characters of an answer: twice what the largest batch of the widest vectors comes to, each number written out in full. */
const maxBody = 32 * 1024 * 1024

/** Pieces of at most so many texts and characters; a longer text goes alone. */
export const toBatches = (texts: readonly string[]): readonly (readonly string[])[] => {
  const batches: string[][] = []
  let characters = 0
  for (const text of texts) {
    const last = batches.at(-1)
    if (last === undefined || last.length === maxTexts || characters + text.length > maxCharacters) {
      batches.push([text])
      characters = text.length
    } else {
      last.push(text)
      characters += text.length
    }
  }
  return batches
}

export const createProviderEmbeddingModel = (deps: CallDeps, modelId: string): EmbeddingModel => ({
  id: providerEmbeddingId(deps.access.provider.id, modelId),
  embed: async (texts, purpose, signal) => {
    const problem = missingKey(deps.access) ?? unspoken(deps)
    if (problem) return err(problem)
    const words = embeddingWords(modelId, purpose)
    const vectors: Float32Array[] = []
    for (const batch of toBatches(texts.map(text => words + text))) {
      const answered = await embedBatch(deps, modelId, batch, signal)
      if (!answered.ok) return answered
      vectors.push(...answered.value)
    }
    const isEven = vectors.every(vector => vector.length === vectors[0]?.length)
    return isEven ? ok(vectors) : err({ type: 'stream-malformed', detail: 'The vectors differ in length.' })
  },
})

const unspoken = ({ access }: CallDeps): ProviderError | undefined =>
  access.provider.dialect === 'anthropic'
    ? { type: 'request-refused', detail: 'This provider makes no vectors.' }
    : undefined

const embedBatch = async (
  deps: CallDeps,
  modelId: string,
  input: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly Float32Array[], ProviderError>> => {
  const deadline = createDeadline<'connect-timeout'>(deps.clock, signal)
  deadline.set(patienceFor(deps.access.provider).firstPart, 'connect-timeout')
  try {
    const opened = await orAborted(send(deps, modelId, input, deadline.signal), deadline.signal)
    if (!opened.ok) return err(opened.error)
    const text = await orAborted(readBody(opened.response, maxBody), deadline.signal)
    return text === undefined ? err({ type: 'stream-too-large' }) : readEmbeddings(text, input.length)
  } catch (cause) {
    const silence = deadline.passed()
    if (silence) return err({ type: silence })
    // The caller has gone, or the connection broke; anything else is a fault of ours.
    if (signal.aborted || cause instanceof TypeError) return err({ type: 'stream-cut' })
    throw cause
  } finally {
    deadline.close()
  }
}

const send = (deps: CallDeps, model: string, input: readonly string[], signal: AbortSignal) =>
  openCall(deps, true, signal, async exchange => {
    const { createOpenAIClient } = await import('./openai-client.ts')
    return createOpenAIClient(deps.access, exchange)
      .embeddings.create({ model, input: [...input], encoding_format: 'float' })
      .asResponse()
  })
