/**
 * One run of the PostgreSQL process. It stands in a group of its own, so that Ctrl-C in a terminal reaches only the
 * server, which stops it last; and a watcher holds a pipe from the server, so that it stops when the server is gone.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { type Clock, sleep } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Logger } from 'pino'
import { type DatabaseStartError, readEnding } from './database-error.ts'
import { postgresEnvironment } from './data-directory.ts'
import { listenSettings, type PostgresAddress } from './postgres-address.ts'
import { probePostgres } from './postgres-probe.ts'
import type { PostgresUser } from './postgres-user.ts'

export interface PostgresProcess {
  /** Resolves when the process is gone, for whatever reason. */
  readonly exited: Promise<void>
  /** Ends its connections, writes a checkpoint and ends. */
  readonly stop: () => Promise<void>
}

interface Deps {
  readonly postgres: string
  readonly directory: string
  readonly password: string
  readonly address: PostgresAddress
  readonly user: PostgresUser
  /** By name, on top of ours. */
  readonly settings: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly log: Logger
}

/** What the promise of the server rests on is said here, whatever a file in the directory says. */
const fixedSettings: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '40',
  // Our statements are short: compiling them costs more than running them.
  jit: 'off',
  log_line_prefix: '',
  log_checkpoints: 'off',
  logging_collector: 'off',
}

/** Waits for the end of the pipe, which comes when the server ends in any way, and asks for a fast stop. */
const underWatch = `
server=$$
exec 3<&0
( ( while read -r _ <&3; do :; done; kill -INT "$server" ) >/dev/null 2>&1 & )
exec "$0" "$@" 3<&- </dev/null`

/** How much of its messages is kept to tell why it ended. */
const keptOutput = 8_192

/** Recovery after a crash reads up to a gigabyte of log. */
const readyWithin = 120_000
const lookAgainAfter = 25

export const startPostgresProcess = async (
  deps: Deps,
): Promise<Result<PostgresProcess, DatabaseStartError>> => {
  const { address, directory, log } = deps
  const child = spawnPostgres(deps)
  let output = ''
  const gone = new AbortController()
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-keptOutput)
    for (const line of text.trimEnd().split('\n')) log.debug({ postgres: line }, 'postgres')
  })
  const exited = new Promise<void>(resolve => {
    const end = (): void => {
      gone.abort()
      resolve()
    }
    child.once('exit', end)
    child.once('error', cause => {
      output += cause.message
      end()
    })
  })

  const stop = async (): Promise<void> => {
    child.stdin?.end()
    if (!gone.signal.aborted) child.kill('SIGINT')
    await exited
  }

  const until = deps.clock.now() + readyWithin
  while (!gone.signal.aborted) {
    const probe = await probePostgres(address, deps.password)
    if (probe === 'ready') return ok({ exited, stop })
    if (probe === 'login-refused' || deps.clock.now() >= until) {
      await stop()
      return probe === 'login-refused'
        ? err({ type: 'database-login-refused', cause: directory })
        : err({ type: 'database-failed', cause: 'it did not become ready in time' })
    }
    await Promise.race([sleep(deps.clock, lookAgainAfter), exited])
  }
  // Its last words come after its end.
  await new Promise<void>(resolve => {
    if (child.stderr === null || child.stderr.readableEnded) resolve()
    else child.stderr.once('close', resolve)
  })
  return err(readEnding(output, directory))
}

const spawnPostgres = ({ postgres, directory, address, user, settings }: Deps): ChildProcess => {
  const all = { ...fixedSettings, ...listenSettings(address), ...settings }
  const args = [
    '-D',
    directory,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const options = {
    ...user,
    cwd: directory,
    env: postgresEnvironment,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  } satisfies Parameters<typeof spawn>[2]
  // Windows has no such shell: there a killed server leaves its PostgreSQL to the next start, which says so.
  return process.platform === 'win32'
    ? spawn(postgres, args, options)
    : spawn('/bin/sh', ['-c', underWatch, postgres, ...args], options)
}
