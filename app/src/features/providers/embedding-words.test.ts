import { expect, test } from 'vitest'
import { embeddingWords } from './embedding-words.ts'

test.each([
  ['nomic-embed-text', 'search_query: ', 'search_document: '],
  ['intfloat/multilingual-e5-small', 'query: ', 'passage: '],
  ['Xenova/e5-base-v2', 'query: ', 'passage: '],
  ['mxbai-embed-large', 'Represent this sentence for searching relevant passages: ', ''],
  ['snowflake-arctic-embed2:v2', 'query: ', ''],
  ['text-embedding-3-small', '', ''],
  ['llama-guard-e5', '', ''],
])('%s', (modelId, query, passage) => {
  expect(embeddingWords(modelId, 'query')).toBe(query)
  expect(embeddingWords(modelId, 'passage')).toBe(passage)
})
