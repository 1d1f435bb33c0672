import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { patienceFor } from './patience.ts'

it.each([
  ['openai', 'https://api.openai.com/v1', 30_000],
  ['openai-compatible', 'https://api.example.org/v1', 30_000],
  // A model may have to be read from the disk first.
  ['ollama', 'https://models.example.org/v1', 300_000],
  ['openai-compatible', 'http://localhost:5000/v1', 300_000],
  ['openai-compatible', 'http://192.168.1.20:5000/v1', 300_000],
])('%s at %s is waited for %d ms', (preset, baseUrl, connect) => {
  const id = createId(testRandom(1), 'prv')
  expect(patienceFor({ id, dialect: 'openai-compatible', preset, name: 'Test', baseUrl }).connect).toBe(
    connect,
  )
})
