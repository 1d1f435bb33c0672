/** Figures beside their budgets, on the screen and in `results/`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'

export interface Figure {
  readonly what: string
  readonly measured: number
  readonly budget: number
  readonly unit: string
  /** The budget is the least there may be. */
  readonly atLeast?: true | undefined
  /** All values behind the figure, and how it was taken. */
  readonly values?: readonly number[]
  readonly note?: string
}

const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2))

export const isMet = (figure: Figure): boolean =>
  figure.atLeast ? figure.measured >= figure.budget : figure.measured <= figure.budget

export const printFigure = (figure: Figure): void => {
  const verdict = isMet(figure) ? 'met   ' : 'MISSED'
  const measured = `${shown(figure.measured)} ${figure.unit}`.padStart(14)
  const budget = `${shown(figure.budget)} ${figure.unit}`.padStart(14)
  process.stdout.write(
    `${verdict} ${measured} of ${budget}  ${figure.what}${figure.note ? ` (${figure.note})` : ''}\n`,
  )
}

export const writeResults = (
  name: 'page' | 'sync' | 'vectors' | 'device-models' | 'import',
  figures: readonly Figure[],
  facts: Readonly<Record<string, unknown>>,
): string => {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const taken = new Date().toISOString()
  const file = join(folder, `${taken.slice(0, 10)}-${name}.json`)
  const machine = {
    cores: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    load: loadavg()[0],
    node: process.version,
  }
  writeFileSync(file, `${JSON.stringify({ taken, machine, facts, figures }, null, 2)}\n`)
  return file
}
