import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runStep } from './run-step.ts'
import { type Step, steps } from './steps.ts'

// Each starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 })

const projectWith = async (script: string): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'weft-step-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await writeFile(join(root, 'package.json'), JSON.stringify({ scripts: { 'a:b': script } }))
  return root
}

const run = async (script: string, step: Partial<Step> = {}) => {
  const root = await projectWith(script)
  const result = await runStep(root, root, {
    script: 'a:b',
    what: 'anything',
    minutes: 1,
    report: undefined,
    ...step,
  })
  return { ...result, root, log: await readFile(result.logFile, 'utf8') }
}

/** A runner that writes what `report` says to the file it is given, and ends with `code`. */
const runner = (report: string, code: number): string =>
  `node -e "require('node:fs').writeFileSync(process.env.REPORT, '${report}'); process.exit(${code})"`

const report: Step['report'] = {
  write: file => ({ args: [], env: { REPORT: file } }),
  count: (content, exitCode) => ({ passed: 1, failed: exitCode, notes: [JSON.stringify(content) ?? 'none'] }),
}

test('a step that ends well is one check that passed; what it said is kept', async () => {
  const { count, log } = await run('echo well; echo done >&2')
  expect(count).toEqual({ passed: 1, failed: 0, notes: [] })
  expect(log).toContain('well\n')
  expect(log).toContain('done\n')
})

test('a step that fails is one check that failed', async () => {
  expect((await run('exit 3')).count).toEqual({ passed: 0, failed: 1, notes: [] })
})

test('the report is what the runner wrote in this run, with its exit code', async () => {
  expect((await run(runner('[5]', 0), { report })).count).toEqual({ passed: 1, failed: 0, notes: ['[5]'] })
  expect((await run(runner('[5]', 1), { report })).count).toEqual({ passed: 1, failed: 1, notes: ['[5]'] })
  expect((await run(runner('[5', 0), { report })).count.notes).toEqual(['none'])
})

test('a report of an earlier run does not count', async () => {
  const root = await projectWith('exit 0')
  await writeFile(join(root, 'a-b.json'), '[5]')
  const step: Step = { script: 'a:b', what: 'anything', minutes: 1, report }
  expect((await runStep(root, root, step)).count.notes).toEqual(['none'])
})

test('a step that hangs is ended with everything it started, and has failed', async () => {
  // The grandchild holds the pipe: were it left alive, this would not end.
  const { count } = await run('sh -c "sleep 600; true" & wait', { minutes: 0.01 })
  expect(count).toEqual({ passed: 0, failed: 1, notes: ['stopped after 0.01 minutes'] })
})

test('all steps together end within 90 minutes, installing included', () => {
  expect(steps.reduce((total, step) => total + step.minutes, 0)).toBeLessThanOrEqual(87)
})
