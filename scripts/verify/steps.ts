/** The gate, in order. Each step is a script of `package.json`, so that a person can run it alone. */

import { type Count, countCheck, countPlaywright, countVitest } from './count.ts'

export interface Step {
  /** The script's name. */
  readonly script: string
  readonly what: string
  /** After this many minutes it has failed. Together the steps stay below 90. */
  readonly minutes: number
  readonly report: Report | undefined
  /** More arguments for the script, here. */
  readonly args?: readonly string[]
  /** A step without which this one says nothing. */
  readonly after?: string
}

export interface Report {
  /** Arguments and variables that make the runner write its report to `file`. */
  readonly write: (file: string) => {
    readonly args: readonly string[]
    readonly env: Readonly<Record<string, string>>
  }
  readonly count: (report: unknown, exitCode: number) => Count
}

const vitestReport: Report = {
  write: file => ({ args: ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`], env: {} }),
  count: countVitest,
}

const playwrightReport: Report = {
  write: file => ({ args: [], env: { E2E_REPORT: file } }),
  count: countPlaywright,
}

const check: Report | undefined = undefined

export const steps: readonly Step[] = [
  { script: 'types', what: 'TypeScript, all packages', minutes: 2, report: check },
  {
    script: 'lint',
    what: 'lint with types, import directions, cycles',
    minutes: 2,
    report: check,
    args: ['--format=unix'],
  },
  { script: 'format:check', what: 'format', minutes: 1, report: check },
  { script: 'dead-code', what: 'unused files, exports and dependencies', minutes: 2, report: check },
  { script: 'unit', what: 'tests in Node', minutes: 22, report: vitestReport },
  { script: 'browser', what: 'tests in Chromium', minutes: 10, report: vitestReport },
  { script: 'build', what: 'the app is built', minutes: 3, report: check },
  { script: 'bundle', what: 'size of the first screen', minutes: 1, report: check, after: 'build' },
  {
    script: 'e2e',
    what: 'the built app, as a person uses it',
    minutes: 44,
    report: playwrightReport,
    after: 'build',
  },
]

export const countStep = (step: Step, report: unknown, exitCode: number): Count =>
  step.report === undefined ? countCheck(exitCode) : step.report.count(report, exitCode)
