import { expect, test } from 'vitest'
import { contentHash } from './content-hash.ts'

test('is the beginning of SHA-256 over model and text', async () => {
  // printf 'model\ntext' | sha256sum, the first 16 bytes in base 32.
  expect(await contentHash('model', 'text')).toBe('ksz5ozinebe7g5iiktd3tju5ri')
})

test('differs by model and by every letter', async () => {
  const hashes = await Promise.all([
    contentHash('a', 'text'),
    contentHash('b', 'text'),
    contentHash('a', 'Text'),
    contentHash('a', 'text '),
  ])
  expect(new Set(hashes).size).toBe(4)
})
