/**
 * The lines of the loom, by the rule of plain weave: where a row and a column cross, one of the two is broken, in
 * turn. One continuous weft goes to and fro from the floor up and turns at the edges; its end is loose.
 */

export interface WeaveOptions {
  readonly columns: number
  /** Whole rows already woven. */
  readonly oldRows: number
  /** The newest ones, in woad; the last of them ends loose. */
  readonly newRows: number
  /** Where the loose end lies, in columns from the side it starts at. */
  readonly lastColumns: number
  /** Between threads, in the units of the picture. */
  readonly gap: number
  /** The height of the warp. */
  readonly height: number
  /** The lowest row, from above. */
  readonly floor: number
}

export interface Weave {
  readonly warp: string
  readonly old: string
  /** One path for each new row, in the order they are woven. */
  readonly fresh: readonly string[]
  readonly width: number
}

export const weave = (options: WeaveOptions): Weave => {
  const { columns, oldRows, newRows, lastColumns, gap, height, floor } = options
  const rows = oldRows + newRows
  /** Half of the break where a thread passes under. */
  const under = gap * 0.22
  /** How far the weft reaches out before it turns. */
  const reach = gap * 0.6
  const start = reach + gap / 2
  const columnAt = (column: number): number => start + column * gap
  const rowAt = (row: number): number => floor - row * gap
  const edge = { left: start - reach, right: columnAt(columns - 1) + reach }
  const round = (value: number): string => String(Math.round(value * 10) / 10)

  const isLast = (row: number): boolean => row === rows - 1
  /** Rows run to the right and to the left in turn. */
  const runsRight = (row: number): boolean => row % 2 === 1
  const isWoven = (row: number, column: number): boolean => {
    if (!isLast(row)) return true
    return (runsRight(row) ? column : columns - 1 - column) < lastColumns
  }
  const weftIsUnder = (row: number, column: number): boolean => (row + column) % 2 === 1

  /** A line from `from` to `to`, broken around each of `breaks`. */
  const broken = (
    from: number,
    to: number,
    breaks: readonly number[],
  ): readonly (readonly [number, number])[] => {
    const ends = [from, ...breaks.flatMap(at => [at - under, at + under]), to]
    return Array.from({ length: ends.length / 2 }, (_, index) => [
      ends[2 * index] ?? 0,
      ends[2 * index + 1] ?? 0,
    ])
  }

  const all = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

  const column = (at: number): string => {
    const breaks = all(rows)
      .filter(row => isWoven(row, at) && !weftIsUnder(row, at))
      .map(rowAt)
      .filter(y => y < height)
      .toReversed()
    const x = round(columnAt(at))
    return broken(0, height, breaks)
      .map(([top, bottom]) => `M${x} ${round(top)}V${round(bottom)}`)
      .join('')
  }

  const row = (at: number): string => {
    const woven = all(columns).filter(one => isWoven(at, one))
    const whole = woven.length === columns
    const loose = runsRight(at) ? edge.left + lastColumns * gap : edge.right - lastColumns * gap
    const from = runsRight(at) || whole ? edge.left : loose
    const to = !runsRight(at) || whole ? edge.right : loose
    const breaks = woven.filter(one => weftIsUnder(at, one)).map(columnAt)
    const y = round(rowAt(at))
    return broken(from, to, breaks)
      .map(([left, right]) => `M${round(left)} ${y}H${round(right)}`)
      .join('')
  }

  /** The half circle by which a row comes from the one below it. */
  const turn = (at: number): string => {
    const x = round(runsRight(at) ? edge.left : edge.right)
    const radius = round(gap / 2)
    return `M${x} ${round(rowAt(at - 1))}A${radius} ${radius} 0 0 ${runsRight(at) ? 1 : 0} ${x} ${round(rowAt(at))}`
  }

  const pick = (at: number): string => (at === 0 ? row(at) : turn(at) + row(at))

  return {
    warp: all(columns).map(column).join(''),
    old: all(oldRows).map(pick).join(''),
    fresh: all(newRows).map(index => pick(oldRows + index)),
    width: edge.right + edge.left + gap / 2,
  }
}
