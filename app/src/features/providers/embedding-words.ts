/**
 * The words that a model was trained to find before a question and before a passage. Without them it still finds, only
 * worse. Known by the model's name, as its maker's card has them.
 */

import type { EmbeddingPurpose } from './embedding-model.ts'

type Words = Readonly<Record<EmbeddingPurpose, string>>

const wordsByName: readonly (readonly [RegExp, Words])[] = [
  [/nomic-embed/i, { query: 'search_query: ', passage: 'search_document: ' }],
  [/embedding-?gemma/i, { query: 'task: search result | query: ', passage: 'title: none | text: ' }],
  [
    /qwen3-embedding/i,
    {
      query: 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:',
      passage: '',
    },
  ],
  [
    /mxbai-embed-large|snowflake-arctic-embed(?!.*v2)|bge-(?:small|base|large)-en/i,
    { query: 'Represent this sentence for searching relevant passages: ', passage: '' },
  ],
  [/snowflake-arctic-embed.*v2/i, { query: 'query: ', passage: '' }],
  [/(?:^|[/-])(?:multilingual-)?e5-(?:small|base|large)/i, { query: 'query: ', passage: 'passage: ' }],
]

export const embeddingWords = (modelId: string, purpose: EmbeddingPurpose): string =>
  wordsByName.find(([name]) => name.test(modelId))?.[1][purpose] ?? ''
