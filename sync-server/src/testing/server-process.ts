/** The server as a process of its own: what it prints, and how it ends. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { inject, onTestFinished } from 'vitest'

const source = join(import.meta.dirname, '..')

export interface Run {
  readonly child: ChildProcess
  /** Resolves with the address on the ready line, or with undefined if the process ended without one. */
  readonly ready: Promise<string | undefined>
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

export const runProcess = (environment: Readonly<Record<string, string>>, script = 'main.ts'): Run => {
  const child = spawn(process.execPath, [join(source, script)], {
    env: { PATH: process.env['PATH'], PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const stdout = textOf(child.stdout)
  const stderr = textOf(child.stderr)
  const exit = new Promise<number | null>(resolve => child.once('exit', resolve))
  const ended = Promise.all([exit, stdout.end, stderr.end]).then(([code, out, errors]) => ({
    code,
    stdout: out,
    stderr: errors,
  }))
  return { child, ready: stdout.first(/^Weft is ready: (.*)\n/m), ended }
}

/** Collects a stream; `first` resolves with what the pattern's group found, or undefined at the end. */
const textOf = (stream: Readable | null) => {
  if (stream === null) throw new Error('the process was started with pipes')
  let text = ''
  stream.on('data', chunk => (text += String(chunk)))
  const end = new Promise<string>(resolve => stream.once('close', () => resolve(text)))
  const first = (pattern: RegExp) =>
    new Promise<string | undefined>(resolve => {
      stream.on('data', () => {
        const found = pattern.exec(text)?.[1]
        if (found !== undefined) resolve(found)
      })
      void end.then(() => resolve(undefined))
    })
  return { end, first }
}

export const folder = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'weft-data-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

/** The PostgreSQL of the test run, as a person names theirs. */
export const databaseUrlOf = (database: string): string => {
  const { host, port, user, password } = inject('postgres')
  return `postgresql://${user}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}
