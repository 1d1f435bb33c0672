import { expect, test } from 'vitest'
import { countCheck, countPlaywright, countVitest } from './count.ts'

const vitest = (numbers: Readonly<Record<string, unknown>>) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...numbers,
})

const playwright = (stats: Readonly<Record<string, number>>, errors: readonly unknown[] = []) => ({
  stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  errors,
})

test('a step without tests is one check', () => {
  expect(countCheck(0)).toEqual({ passed: 1, failed: 0, notes: [] })
  expect(countCheck(2)).toEqual({ passed: 0, failed: 1, notes: [] })
})

test('tests are counted', () => {
  expect(countVitest(vitest({ numPassedTests: 5 }), 0)).toEqual({ passed: 5, failed: 0, notes: [] })
  expect(countVitest(vitest({ numPassedTests: 5, numFailedTests: 2 }), 1)).toMatchObject({
    passed: 5,
    failed: 2,
  })
  expect(countPlaywright(playwright({ expected: 5 }), 0)).toEqual({ passed: 5, failed: 0, notes: [] })
  expect(countPlaywright(playwright({ expected: 5, unexpected: 2 }), 1)).toMatchObject({
    passed: 5,
    failed: 2,
  })
})

test('no test at all is a failure', () => {
  expect(countVitest(vitest({}), 0)).toEqual({ passed: 0, failed: 1, notes: ['not one test was run'] })
  expect(countPlaywright(playwright({}), 0)).toEqual({
    passed: 0,
    failed: 1,
    notes: ['not one test was run'],
  })
})

test('no report is a failure, whatever the exit code', () => {
  expect(countVitest(undefined, 0)).toMatchObject({ passed: 0, failed: 1 })
  expect(countPlaywright(undefined, 0)).toMatchObject({ passed: 0, failed: 1 })
})

test('skipped and flaky tests are failures', () => {
  expect(countVitest(vitest({ numPassedTests: 5, numPendingTests: 1, numTodoTests: 1 }), 0)).toEqual({
    passed: 5,
    failed: 2,
    notes: ['2 skipped, which counts as failed'],
  })
  expect(countPlaywright(playwright({ expected: 5, skipped: 1, flaky: 1 }), 0)).toMatchObject({
    passed: 5,
    failed: 2,
  })
})

test('which tests failed, and how, is told', () => {
  const results = [
    { fullName: 'adds', status: 'passed', failureMessages: [] },
    { fullName: 'sums up', status: 'failed', failureMessages: ['\u001B[31mexpected 2\u001B[39m\n  to be 3'] },
  ]
  const file = { name: 'a.test.ts', status: 'failed', assertionResults: results }
  const told = ['a.test.ts › sums up: expected 2 to be 3']
  const report = vitest({ numPassedTests: 1, numFailedTests: 1, testResults: [file] })
  expect(countVitest(report, 1).notes).toEqual(told)
  const spec = (title: string, ok: boolean, message: string) => ({
    title,
    ok,
    tests: [{ results: [{ error: { message } }] }],
  })
  const inner = {
    file: 'a.test.ts',
    specs: [spec('adds', true, ''), spec('sums up', false, 'expected 2 to be 3')],
  }
  const suites = [{ file: 'a.test.ts', specs: [], suites: [inner] }]
  expect(countPlaywright({ ...playwright({ expected: 1, unexpected: 1 }), suites }, 1).notes).toEqual(told)
})

test('of many failures the first are told', () => {
  const assertionResults = Array.from({ length: 30 }, (_, index) => ({
    fullName: `test ${index}`,
    status: 'failed',
    failureMessages: ['x'.repeat(10_000)],
  }))
  const file = { name: 'a.test.ts', status: 'failed', assertionResults }
  const { notes } = countVitest(vitest({ numFailedTests: 30, testResults: [file] }), 1)
  expect(notes).toHaveLength(21)
  expect(notes.at(-1)).toBe('and 10 more')
  expect(notes[0]?.length).toBeLessThan(400)
})

test('a file that could not be loaded is a failure and is named', () => {
  const broken = { name: 'a.test.ts', status: 'failed', assertionResults: [] }
  const failing = {
    name: 'b.test.ts',
    status: 'failed',
    assertionResults: [{ fullName: 'adds', status: 'failed' }],
  }
  const report = vitest({ numPassedTests: 5, numFailedTests: 1, testResults: [broken, failing] })
  expect(countVitest(report, 1)).toEqual({
    passed: 5,
    failed: 2,
    notes: ['b.test.ts › adds: no error was told', 'could not be run: a.test.ts'],
  })
  expect(countPlaywright(playwright({ expected: 5 }, [{ message: 'no such file' }]), 1)).toEqual({
    passed: 5,
    failed: 1,
    notes: ['could not be run: no such file'],
  })
})

test('an error outside of every test is a failure', () => {
  expect(countVitest(vitest({ numPassedTests: 5 }), 1)).toMatchObject({ passed: 5, failed: 1 })
  expect(countPlaywright(playwright({ expected: 5 }), 1)).toMatchObject({ passed: 5, failed: 1 })
})

test('a report of another shape is not taken for zero failures', () => {
  expect(() => countVitest({ numPassedTests: 5 }, 0)).toThrow('numFailedTests')
  expect(() => countPlaywright({}, 0)).toThrow('expected')
})
