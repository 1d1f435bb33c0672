/**
 * An embedding model whose meaning is planted: each concept is a direction, and a text points where its words do. It can
 * be told to refuse, and remembers what it was asked.
 */

import { err, ok } from '@weft/shared/result.ts'
import type { EmbeddingModel, EmbeddingPurpose } from '../../providers/embedding-model.ts'
import type { ProviderError } from '../../providers/provider-error.ts'

export interface ScriptedEmbedder extends EmbeddingModel {
  /** Every text that was asked for, in order. */
  readonly asked: { readonly text: string; readonly purpose: EmbeddingPurpose }[]
  /** Texts of each call. */
  readonly batches: number[]
  /** The next calls are refused until it is told otherwise. */
  readonly refuseWith: (error: ProviderError | undefined) => void
  /** Calls from here on wait until the returned function is called. */
  readonly hold: () => () => void
}

const concepts: readonly (readonly string[])[] = [
  ['car', 'automobile', 'motorway', 'driving', 'গাড়ি'],
  ['bread', 'loaf', 'bakery', 'dough', 'রুটি'],
  ['loom', 'weft', 'warp', 'weaving', 'shuttle'],
  ['rain', 'umbrella', 'storm', 'weather'],
]

export const scriptedDimension = concepts.length + 1

const meaningOf = (text: string): Float32Array => {
  const words = text.toLowerCase()
  const counts = concepts.map(concept => concept.filter(word => words.includes(word)).length)
  // What has no concept of its own points away from all of them.
  const rest = counts.some(count => count > 0) ? 0 : 1
  const length = Math.hypot(...counts, rest)
  return Float32Array.from([...counts, rest], count => count / length)
}

export const createScriptedEmbedder = (id = 'scripted'): ScriptedEmbedder => {
  const asked: ScriptedEmbedder['asked'] = []
  const batches: number[] = []
  let refusal: ProviderError | undefined
  let held: Promise<void> = Promise.resolve()
  return {
    id,
    asked,
    batches,
    refuseWith: error => {
      refusal = error
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    embed: async (texts, purpose, signal) => {
      await held
      if (signal.aborted) return err({ type: 'stream-cut' })
      if (refusal) return err(refusal)
      batches.push(texts.length)
      asked.push(...texts.map(text => ({ text, purpose })))
      return ok(texts.map(meaningOf))
    },
  }
}
