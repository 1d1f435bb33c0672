/**
 * `postmaster.pid` says which process serves a data directory. PostgreSQL refuses to start while that process lives,
 * whatever it is: after a crash of the machine or in a new container the number may belong to somebody else.
 */

import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, sleep } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { DatabaseStartError } from './database-error.ts'
import type { Probe } from './postgres-probe.ts'

/** A server that was killed leaves a PostgreSQL that stops by itself; a checkpoint may take it this long. */
const stoppingWithin = 15_000
/** One that still takes connections this long after is not about to stop: its server lives. */
const servingAfter = 1_000
const lookAgainAfter = 100

/** Resolves when nobody serves the directory, waiting for one that is about to end. */
export const awaitFreeDirectory = async (
  directory: string,
  probe: () => Promise<Probe>,
  clock: Clock,
): Promise<Result<void, DatabaseStartError>> => {
  const path = join(directory, 'postmaster.pid')
  const started = clock.now()
  for (;;) {
    const lock = await readLock(path)
    // A dead one is left to PostgreSQL, which also makes sure that none of its children is still at work.
    if (lock === undefined || !isAlive(lock.pid)) return ok(undefined)
    const state = await probe()
    if (state === 'silent' && !(await isPostgres(lock.pid))) {
      // PostgreSQL takes a lock of its own parent for stale, and does its other checks. The lock of the socket has the
      // same number and guards nothing more.
      await writeFile(path, [String(process.pid), ...lock.rest].join('\n'))
      for (const name of await readdir(directory))
        if (/^\.s\.PGSQL\.\d+\.lock$/.test(name)) await rm(join(directory, name), { force: true })
      return ok(undefined)
    }
    const patience = state === 'ready' ? servingAfter : stoppingWithin
    if (clock.now() - started >= patience) return err({ type: 'database-in-use', directory, pid: lock.pid })
    await sleep(clock, lookAgainAfter)
  }
}

const readLock = async (
  path: string,
): Promise<{ readonly pid: number; readonly rest: readonly string[] } | undefined> => {
  try {
    const [first = '', ...rest] = (await readFile(path, 'utf8')).split('\n')
    const pid = Number(first)
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, rest } : undefined
  } catch {
    return undefined
  }
}

/** Another user's process is alive too. */
const isAlive = (pid: number): boolean => {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}

/**
 * Nothing is said of a process that has ended and is not yet taken note of. Where the system does not say what a process
 * is, it counts as PostgreSQL: better a refusal than two of them.
 */
const isPostgres = async (pid: number): Promise<boolean> => {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('postgres')
  } catch {
    return true
  }
}
