import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createWebllmRepository } from './webllm-repository.ts'

test('the list of weights names files that are there, with their sizes and hashes', () => {
  const files = createWebllmRepository({ shards: 2, shardBytes: 4_096 })
  const text = new TextDecoder().decode(files.get('tensor-cache.json'))
  const found = [...files]
    .filter(([path]) => path.endsWith('.bin'))
    .map(([dataPath, bytes]) => ({
      dataPath,
      nbytes: bytes.length,
      md5sum: createHash('md5').update(bytes).digest('hex'),
    }))
  expect(found).toHaveLength(2)
  expect(JSON.parse(text)).toMatchObject({ metadata: { ParamBytes: 8_192 }, records: found })
  expect([...files.keys()]).toEqual(expect.arrayContaining(['mlc-chat-config.json', 'tokenizer.json']))
})
