/** Runs one step in a process group of its own, so that a step that hangs ends with everything it started. */

import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toolEnvironment } from '../project.mjs'
import type { Count } from './count.ts'
import { countStep, type Step } from './steps.ts'

export interface StepResult {
  readonly step: Step
  readonly count: Count
  readonly seconds: number
  /** Everything the step said. */
  readonly logFile: string
}

interface Ended {
  readonly exitCode: number
  readonly timedOut: boolean
}

/** `folder` keeps logs and reports. */
export const runStep = async (root: string, folder: string, step: Step): Promise<StepResult> => {
  const name = step.script.replace(':', '-')
  const logFile = join(folder, `${name}.log`)
  const reportFile = join(folder, `${name}.json`)
  await rm(reportFile, { force: true })

  const started = performance.now()
  const { exitCode, timedOut } = await runScript(root, step, logFile, reportFile)
  const seconds = (performance.now() - started) / 1000

  const count = countStep(step, await readReport(reportFile), exitCode)
  if (!timedOut) return { step, count, seconds, logFile }
  const notes = [...count.notes, `stopped after ${step.minutes} minutes`]
  return { step, count: { passed: count.passed, failed: Math.max(1, count.failed), notes }, seconds, logFile }
}

const runScript = (root: string, step: Step, logFile: string, reportFile: string): Promise<Ended> =>
  new Promise(resolve => {
    const { args, env } = step.report?.write(reportFile) ?? { args: [], env: {} }
    const child = spawn('npm', ['run', '--silent', step.script, '--', ...(step.args ?? []), ...args], {
      cwd: root,
      // CI: an unknown snapshot fails instead of being written, and a focused test fails.
      env: { ...toolEnvironment(), CI: '1', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const log = createWriteStream(logFile)
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })

    const kill = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    }
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      kill()
    }, step.minutes * 60_000)
    process.once('exit', kill)
    const end = (exitCode: number): void => {
      clearTimeout(timer)
      process.off('exit', kill)
      log.end(() => resolve({ exitCode, timedOut }))
    }
    child.once('error', () => end(127))
    child.once('close', code => end(code ?? 1))
  })

const readReport = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    // None was written, or not to its end: counted as a failure.
    return undefined
  }
}
