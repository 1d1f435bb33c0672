import { expect, test } from 'vitest'
import { workspaceId } from '../testing/ids.ts'
import type { Hint } from './hints.ts'
import { createMemoryHints } from './memory-hints.ts'
import { parseHint } from './postgres-hints.ts'

const heard = (subscribe: (listener: (hint: Hint) => void) => () => void) => {
  const hints: Hint[] = []
  return { hints, end: subscribe(hint => hints.push(hint)) }
}

test('a node of one process hears every other and not itself, until it ends', () => {
  const between = createMemoryHints()
  const [first, second, third] = [between.node(), between.node(), between.node()]
  const own = heard(first.subscribe)
  const other = heard(second.subscribe)
  const ended = heard(third.subscribe)
  ended.end()
  const moved = [{ workspaceId: workspaceId(1), headSeq: 7 }]
  first.announce(moved)
  expect(own.hints).toEqual([])
  expect(other.hints).toEqual([{ type: 'head-moved', moved }])
  expect(ended.hints).toEqual([])
})

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
