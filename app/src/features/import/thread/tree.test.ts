import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSkips } from './skips.ts'
import { buildTree, type TreeNode } from './tree.ts'

const node = (
  id: string,
  parentId: string | null,
  extra: Partial<TreeNode<string>> = {},
): TreeNode<string> => ({
  id,
  parentId,
  content: id,
  ...extra,
})

const build = (nodes: readonly TreeNode<string>[], limit?: number) => {
  const skips = createSkips('thread')
  const tree = buildTree(nodes, skips, limit)
  return { tree, told: skips.lines().map(line => [line.reason, line.kept, line.message]) }
}

const links = (nodes: readonly TreeNode<string>[]) =>
  build(nodes).tree.nodes.map(({ id, parentId }) => [id, parentId])

/** Properties and archives on two cores that others share: what comes, comes within this. */
const patient = { timeout: 60_000 }

describe('a tree', patient, () => {
  test('has parents before children, and children in the order of the file', () => {
    expect(links([node('c', 'a'), node('b', 'a'), node('a', null), node('d', 'c')])).toEqual([
      ['a', null],
      ['c', 'a'],
      ['d', 'c'],
      ['b', 'a'],
    ])
  })

  test('has children in the order of their places, where the file says them', () => {
    const nodes = [
      node('a', null),
      node('second', 'a', { place: 1 }),
      node('first', 'a', { place: 0 }),
      node('last', 'a'),
    ]
    expect(links(nodes).map(([id]) => id)).toEqual(['a', 'first', 'second', 'last'])
  })

  test('hangs what stood below something hidden to what is shown above it', () => {
    const { tree } = build([
      node('a', null),
      node('hidden', 'a', { content: null }),
      node('deeper', 'hidden', { content: null }),
      node('b', 'deeper'),
    ])
    expect(tree.nodes.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['a', null],
      ['b', 'a'],
    ])
    expect(tree.shownAt('deeper')).toBe('a')
    expect(tree.shownAt('nobody')).toBeUndefined()
  })

  test('makes a beginning of what lost its parent, and tells it', () => {
    const { tree, told } = build([node('a', null), node('b', 'gone'), node('c', 'b')])
    expect(tree.nodes.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['a', null],
      ['b', null],
      ['c', 'b'],
    ])
    expect(told).toEqual([['missing-parent', true, 'b']])
  })

  test('cuts a circle at its first message, keeps all of it, and tells it once', () => {
    const { tree, told } = build([node('tail', 'y'), node('x', 'y'), node('y', 'x'), node('self', 'self')])
    expect(tree.nodes.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['x', null],
      ['y', 'x'],
      ['tail', 'y'],
      ['self', null],
    ])
    expect(told).toEqual([
      ['cycle', true, 'x'],
      ['cycle', true, 'self'],
    ])
  })

  // A walk that recursed would end at some ten thousand.
  test('walks a chain of a quarter of a million, as many children of one, and as long a circle', {
    timeout: 120_000,
  }, () => {
    const count = 250_000
    const chain = Array.from({ length: count }, (_, index) =>
      node(`${index}`, index === 0 ? null : `${index - 1}`),
    )
    expect(build(chain, count).tree.nodes.at(-1)).toEqual({
      id: `${count - 1}`,
      parentId: `${count - 2}`,
      content: `${count - 1}`,
    })
    const fan = Array.from({ length: count }, (_, index) => node(`${index}`, index === 0 ? null : '0'))
    expect(build(fan, count).tree.nodes).toHaveLength(count)
    const circle = Array.from({ length: count }, (_, index) => node(`${index}`, `${(index + 1) % count}`))
    const { tree, told } = build(circle, count)
    expect(tree.nodes).toHaveLength(count)
    expect(told).toEqual([['cycle', true, '0']])
  })

  test('ends where a thread may not be longer, and says how much is missing', () => {
    const nodes = Array.from({ length: 30 }, (_, index) =>
      node(`${index}`, index === 0 ? null : `${index - 1}`),
    )
    const skips = createSkips('thread')
    expect(buildTree(nodes, skips, 10).nodes).toHaveLength(10)
    expect(skips.lines()).toEqual([{ reason: 'too-many', kept: false, thread: 'thread', detail: '20' }])
  })

  test('keeps every message once, whatever the links are', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '__proto__')
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, fc.option(ids)), { maxLength: 12 }), pairs => {
        const nodes = pairs.map(([id, parentId]) => node(id, parentId))
        const { tree } = build(nodes)
        expect(new Set(tree.nodes.map(({ id }) => id))).toEqual(new Set(pairs.map(([id]) => id)))
        const before = new Set<string | null>([null])
        for (const { id, parentId } of tree.nodes) {
          expect(before.has(parentId)).toBe(true)
          expect(before.has(id)).toBe(false)
          before.add(id)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

test('a report of one thread is bounded, and says how much it left out', () => {
  const skips = createSkips('x'.repeat(1000))
  for (let index = 0; index < 1000; index += 1) skips.add('malformed', false, `${index}`)
  const lines = skips.lines()
  expect(lines).toHaveLength(51)
  expect(lines.at(-1)).toMatchObject({ reason: 'malformed', count: 950 })
  expect(lines[0]?.thread?.length).toBeLessThan(400)
})
