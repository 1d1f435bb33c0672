import { expect, test } from 'vitest'
import { weave } from './weave.ts'

const options = { columns: 4, oldRows: 3, newRows: 1, lastColumns: 2, gap: 10, height: 60, floor: 50 }

interface Line {
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
}

/** The straight lines of a path. */
const lines = (path: string): readonly Line[] =>
  [...path.matchAll(/M([\d.-]+) ([\d.-]+)([HV])([\d.-]+)/g)].map(([, x = '', y = '', kind, end = '']) => ({
    from: [Number(x), Number(y)],
    to: kind === 'H' ? [Number(end), Number(y)] : [Number(x), Number(end)],
  }))

const covers = ({ from, to }: Line, x: number, y: number): boolean => {
  const within = (value: number, a: number, b: number): boolean =>
    value >= Math.min(a, b) && value <= Math.max(a, b)
  return within(x, from[0], to[0]) && within(y, from[1], to[1])
}

const { warp, old, fresh } = weave(options)
/** Where column and row cross: the first column lies half a gap and the reach of the turn from the edge. */
const crossing = (column: number, row: number): readonly [number, number] => [11 + column * 10, 50 - row * 10]

test('where a row and a column cross, exactly one of them is broken, in turn', () => {
  const weft = [...lines(old), ...fresh.flatMap(lines)]
  for (const row of [0, 1, 2, 3]) {
    for (const column of [0, 1, 2, 3]) {
      if (row === 3 && column > 1) continue // not woven yet
      const [x, y] = crossing(column, row)
      const warpOver = lines(warp).some(line => covers(line, x, y))
      const weftOver = weft.some(line => covers(line, x, y))
      expect([warpOver, weftOver], `column ${column}, row ${row}`).toEqual(
        (row + column) % 2 === 1 ? [true, false] : [false, true],
      )
    }
  }
})

test('the warp is whole where nothing is woven', () => {
  const [x, y] = crossing(3, 3)
  expect(lines(warp).some(line => covers(line, x, y))).toBe(true)
  expect(fresh.flatMap(lines).some(line => covers(line, x, y))).toBe(false)
})

test('one thread: every row but the first comes by a turn from the one below', () => {
  expect(old.match(/A/g)).toHaveLength(2)
  expect(fresh).toHaveLength(1)
  expect(fresh[0]?.match(/A/g)).toHaveLength(1)
})

test('a last row that runs to the left begins at the right', () => {
  const [pick = ''] = weave({ ...options, oldRows: 2 }).fresh
  const reached = (column: number): boolean =>
    lines(pick).some(line => covers(line, crossing(column, 2)[0] + 3, 30))
  expect([0, 1, 2, 3].map(reached)).toEqual([false, false, true, true])
})
