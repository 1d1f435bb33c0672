/**
 * How many checks of a step passed and failed. Tests are counted from the report that their runner wrote, never from
 * its text; a step that ran no test has failed, and so has a skipped or a flaky test: both would hide something.
 */

import { stripVTControlCharacters } from 'node:util'

export interface Count {
  readonly passed: number
  readonly failed: number
  /** What the numbers do not say, a line each: which tests failed and how, what was not run. */
  readonly notes: readonly string[]
}

/** Enough to know what failed where only the end of the gate's output is kept. */
const shownFailures = 20
const shownLength = 300

/** A step without tests is one check. */
export const countCheck = (exitCode: number): Count =>
  exitCode === 0 ? { passed: 1, failed: 0, notes: [] } : { passed: 0, failed: 1, notes: [] }

/** Vitest's JSON report. `report` is undefined when none was written. */
export const countVitest = (report: unknown, exitCode: number): Count => {
  if (report === undefined) return noReport
  const files = listAt(report, 'testResults')
  const isBroken = (file: unknown): boolean =>
    at(file, 'status') === 'failed' &&
    !listAt(file, 'assertionResults').some(result => at(result, 'status') === 'failed')
  return total(exitCode, {
    passed: numberAt(report, 'numPassedTests'),
    failed: numberAt(report, 'numFailedTests'),
    skipped: numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests'),
    flaky: 0,
    failures: files.flatMap(file =>
      listAt(file, 'assertionResults')
        .filter(result => at(result, 'status') === 'failed')
        .map(result =>
          failure(at(file, 'name'), at(result, 'fullName'), listAt(result, 'failureMessages')[0]),
        ),
    ),
    broken: files.filter(isBroken).map(file => `could not be run: ${String(at(file, 'name'))}`),
  })
}

/** Playwright's JSON report. */
export const countPlaywright = (report: unknown, exitCode: number): Count => {
  if (report === undefined) return noReport
  const stats = at(report, 'stats')
  return total(exitCode, {
    passed: numberAt(stats, 'expected'),
    failed: numberAt(stats, 'unexpected'),
    skipped: numberAt(stats, 'skipped'),
    flaky: numberAt(stats, 'flaky'),
    failures: listAt(report, 'suites').flatMap(failuresOfSuite),
    broken: listAt(report, 'errors').map(error => `could not be run: ${String(at(error, 'message'))}`),
  })
}

const failuresOfSuite = (suite: unknown): readonly string[] => [
  ...listAt(suite, 'specs')
    .filter(spec => at(spec, 'ok') === false)
    .map(spec => {
      const results = listAt(spec, 'tests').flatMap(test => listAt(test, 'results'))
      const error = results.map(result => at(at(result, 'error'), 'message')).find(Boolean)
      return failure(at(suite, 'file'), at(spec, 'title'), error)
    }),
  ...listAt(suite, 'suites').flatMap(failuresOfSuite),
]

const failure = (file: unknown, name: unknown, error: unknown): string => {
  const said = stripVTControlCharacters(typeof error === 'string' ? error : 'no error was told')
    .replaceAll(/\s+/g, ' ')
    .slice(0, shownLength)
  return `${String(file)} › ${String(name)}: ${said}`
}

interface Tests {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly flaky: number
  readonly failures: readonly string[]
  readonly broken: readonly string[]
}

const noReport: Count = { passed: 0, failed: 1, notes: ['it ended without a report'] }

const total = (exitCode: number, tests: Tests): Count => {
  const { passed, skipped, flaky, failures, broken } = tests
  const failed = tests.failed + skipped + flaky + broken.length
  const notes = [
    ...failures.slice(0, shownFailures),
    ...(failures.length > shownFailures ? [`and ${failures.length - shownFailures} more`] : []),
    ...broken,
    ...(skipped > 0 ? [`${skipped} skipped, which counts as failed`] : []),
    ...(flaky > 0 ? [`${flaky} passed only when tried again, which counts as failed`] : []),
  ]
  if (failed > 0) return { passed, failed, notes }
  if (passed === 0) return { passed: 0, failed: 1, notes: ['not one test was run'] }
  if (exitCode !== 0) {
    return { passed, failed: 1, notes: [`every test passed, yet the runner ended with ${exitCode}`] }
  }
  return { passed, failed: 0, notes }
}

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const listAt = (value: unknown, name: string): readonly unknown[] => {
  const list = at(value, name)
  return Array.isArray(list) ? list : []
}

/** A number that is missing must not look like a clean zero. */
const numberAt = (value: unknown, name: string): number => {
  const number = at(value, name)
  if (typeof number !== 'number') throw new Error(`The report has no number ${name}`)
  return number
}
