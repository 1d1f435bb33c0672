/**
 * How many checks of a step passed and failed. Tests are counted from the report that their runner wrote, never from
 * its text; a step that ran no test has failed, and so has a skipped or a flaky test: both would hide something.
 */

export interface Count {
  readonly passed: number
  readonly failed: number
  /** What the numbers do not say, a sentence each. */
  readonly notes: readonly string[]
}

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
    broken: listAt(report, 'errors').map(error => `could not be run: ${String(at(error, 'message'))}`),
  })
}

interface Tests {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly flaky: number
  readonly broken: readonly string[]
}

const noReport: Count = { passed: 0, failed: 1, notes: ['it ended without a report'] }

const total = (exitCode: number, tests: Tests): Count => {
  const { passed, skipped, flaky, broken } = tests
  const failed = tests.failed + skipped + flaky + broken.length
  const notes = [
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
