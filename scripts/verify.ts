/**
 * The one gate: `pnpm verify`, and what `npm test` runs. Steps go on after a failure, so that one run shows
 * everything; the last line is `N passed, N failed`. Names of steps as arguments run only those.
 */

import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './project.mjs'
import { say } from './say.mjs'
import { runStep, type StepResult } from './verify/run-step.ts'
import { type Step, steps } from './verify/steps.ts'

const folder = join(root, '.cache/verify')
const shownLines = 120

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

const line = ({ step, count, seconds }: StepResult): string => {
  const mark = count.failed === 0 ? 'ok    ' : 'FAILED'
  const figures = step.report === undefined ? '' : `: ${count.passed} passed, ${count.failed} failed`
  return `${mark} ${step.script.padEnd(12)} ${step.what}${figures} (${plural(Math.round(seconds), 'second')})`
}

const showFailure = async ({ logFile }: StepResult): Promise<void> => {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n')
  if (lines.length > shownLines) say(`  … the first ${lines.length - shownLines} lines are in ${logFile}`)
  for (const text of lines.slice(-shownLines)) say(`  ${text}`)
}

const notRun = (step: Step): StepResult => ({
  step,
  count: { passed: 0, failed: 1, notes: [`it was not run, because ${step.after} failed`] },
  seconds: 0,
  logFile: '',
})

// Leaving by `exit` ends the step that is under way with everything it started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
  process.on(signal, () => process.exit(1))
// Listening for its end would keep the channel, and so the process, open.
process.channel?.unref()

const asked = process.argv.slice(2)
const results: StepResult[] = []

const sum = (part: 'passed' | 'failed'): number =>
  results.reduce((total, { count }) => total + count[part], 0)

/** A gate that was cut short has failed, and says so in the same words. */
let counted = false
process.on('exit', () => {
  if (!counted) say(`\n${sum('passed')} passed, ${sum('failed') + 1} failed`)
})

await mkdir(folder, { recursive: true })

for (const step of steps.filter(({ script }) => asked.length === 0 || asked.includes(script))) {
  const blocked = results.some(result => result.step.script === step.after && result.count.failed > 0)
  const result = blocked ? notRun(step) : await runStep(root, folder, step)
  results.push(result)
  say(line(result))
  if (result.count.failed > 0) await showFailure(result)
}

if (results.some(({ count }) => count.failed > 0)) {
  say('\nFailed:')
  for (const result of results.filter(({ count }) => count.failed > 0)) {
    say(`  ${line(result)}`)
    for (const note of result.count.notes) say(`    ${note}`)
  }
}
process.exitCode = sum('failed') > 0 || results.length === 0 ? 1 : 0
counted = true
say(`\n${sum('passed')} passed, ${sum('failed')} failed`)
