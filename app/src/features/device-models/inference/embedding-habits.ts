/**
 * What an embedding model wants besides the text: it was trained with words before each, and with one way to make a
 * vector of its tokens'. As the models' cards say (Snowflake Arctic Embed, Multilingual E5, EmbeddingGemma).
 */

import type { EmbeddingPurpose } from '../../providers/embedding-model.ts'

export interface EmbeddingHabits extends Readonly<Record<EmbeddingPurpose, string>> {
  readonly pooling: 'mean' | 'cls'
}

const plain: EmbeddingHabits = { query: '', passage: '', pooling: 'mean' }

const habits: readonly (readonly [RegExp, EmbeddingHabits])[] = [
  [
    /arctic-embed/i,
    { query: 'Represent this sentence for searching relevant passages: ', passage: '', pooling: 'cls' },
  ],
  [/\be5-/i, { query: 'query: ', passage: 'passage: ', pooling: 'mean' }],
  [
    /embeddinggemma/i,
    { query: 'task: search result | query: ', passage: 'title: none | text: ', pooling: 'mean' },
  ],
]

export const embeddingHabits = (modelId: string): EmbeddingHabits =>
  habits.find(([pattern]) => pattern.test(modelId))?.[1] ?? plain
