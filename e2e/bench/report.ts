/** Figures beside their budgets, on the screen and in `results/`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

const folder = join(import.meta.dirname, 'results')

/** The newest kept figures of another bench, with the day on which they were taken. */
export const printKept = (script: string): void => {
  const name = script.replace('bench:', '')
  const file = existsSync(folder)
    ? readdirSync(folder)
        .filter(other => other.endsWith(`-${name}.json`))
        .toSorted()
        .at(-1)
    : undefined
  if (file === undefined) {
    process.stdout.write(`\n${script}: no figures are kept; run it\n`)
    return
  }
  process.stdout.write(`\n${script}, as measured before (${file})\n`)
  const kept = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    readonly figures?: readonly Figure[]
  }
  for (const figure of kept.figures ?? []) printFigure(figure)
}

export const writeResults = (
  name: 'page' | 'sync' | 'vectors' | 'device-models' | 'backup',
  figures: readonly Figure[],
  facts: Readonly<Record<string, unknown>>,
): string => {
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
