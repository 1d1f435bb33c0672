/** A durable PostgreSQL of a suite's own, that may be killed, with accounts, devices and workspaces made by hand. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemEnv } from '@weft/shared/env.ts'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { type Database, openDatabase } from '../../db/database.ts'
import { readDurability } from '../../db/durability.ts'
import { startEmbeddedPostgres } from '../../db/embedded-postgres.ts'
import { migrate } from '../../db/migrate.ts'
import { createPostgresRoomLog } from '../../rooms/postgres-room-log.ts'
import type { RoomLog } from '../../rooms/room-log.ts'
import { createOwnedWorkspace, type OwnedWorkspace } from '../owned-workspace.ts'

export interface DurableDatabase {
  readonly url: string
  /** For what a server keeps beside its database. */
  readonly dataDir: string
  readonly database: Database
  readonly log: RoomLog
  /** One of an account of its own. */
  readonly createWorkspace: () => Promise<OwnedWorkspace>
  /** Ends PostgreSQL as a kill -9 does, and resolves when it answers again. */
  readonly kill: () => Promise<void>
}

const silent = pino({ level: 'silent' })

/** `atEnd`: where it is stopped. */
export const startDurableDatabase = async (
  atEnd: (stop: () => Promise<void>) => void = onTestFinished,
): Promise<DurableDatabase> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'weft-kill-'))
  const started = await startEmbeddedPostgres({ dataDir, env: systemEnv, log: silent })
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  const { connection, stop } = started.value
  const migrated = await migrate(connection)
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.error))
  const database = openDatabase(connection, silent)
  atEnd(async () => {
    await database.close()
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  const durability = await readDurability(database.db)
  if (durability.type !== 'durable') throw new Error(durability.reasons.join(' '))

  const log = createPostgresRoomLog({ database, node: null })
  const { host, port, user, password } = connection
  const readLock = async (): Promise<number> => {
    const lock = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '')
    return Number(lock.split('\n', 1)[0])
  }

  return {
    url: `postgresql://${user}:${password}@localhost:${port}/postgres?host=${encodeURIComponent(host)}`,
    dataDir,
    database,
    log,
    createWorkspace: () => createOwnedWorkspace(database, log),
    kill: async () => {
      const pid = await readLock()
      // A signal to 0 would go to ourselves.
      if (!(pid > 0)) throw new Error('the lock file is not written')
      process.kill(pid, 'SIGKILL')
      for (;;) {
        const isAnother = ![0, pid].includes(await readLock())
        if (isAnother && (await log.heads([])).ok) return
        await new Promise(resolve => setTimeout(resolve, 25))
      }
    },
  }
}
