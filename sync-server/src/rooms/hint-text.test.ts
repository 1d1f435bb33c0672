import { expect, test } from 'vitest'
import { workspaceId } from '../testing/ids.ts'
import { formatHint, parseHint } from './hint-text.ts'

test('heads of another node are read, our own are not news', () => {
  const payload = `node-b ${workspaceId(1)}:7 ${workspaceId(2)}:41`
  expect(parseHint(payload, 'node-a')).toEqual({
    type: 'head-moved',
    moved: [
      { workspaceId: workspaceId(1), headSeq: 7 },
      { workspaceId: workspaceId(2), headSeq: 41 },
    ],
  })
  expect(parseHint(payload, 'node-b')).toBeUndefined()
})

test('what one node writes another reads', () => {
  const moved = [1, 2, 3].map(index => ({ workspaceId: workspaceId(index), headSeq: index * 1_000 }))
  expect(parseHint(formatHint('node-b', moved), 'node-a')).toEqual({ type: 'head-moved', moved })
})

test.each([
  'node-b *',
  'node-b',
  'node-b x:1',
  `node-b ${workspaceId(1)}:1.5`,
  `node-b ${workspaceId(1)}:`,
  '',
])('what is not understood (%s) means that anything may have moved', payload => {
  expect(parseHint(payload, 'node-a')).toEqual({ type: 'anything-moved' })
})
