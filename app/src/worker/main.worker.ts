/** The engine worker: builds everything from the real clock, randomness and database, and does nothing else. */

import { systemEnv } from '@weft/shared/env.ts'
import * as Comlink from 'comlink'
import type { DexieOptions } from 'dexie'
import { withoutNotices } from '../core/dexie-notices.ts'
import { createDatabase, type Database, databaseName } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { featureTables } from '../features/tables.ts'
import { createEngine } from './engine.ts'

// Queries here are few and small. Each reads the database itself: what Dexie keeps of them knows nothing of quiet writes.
const usual: DexieOptions = { cache: 'disabled' }
const relaxed: DexieOptions = { ...usual, chromeTransactionDurability: 'relaxed' }
const open = (options: DexieOptions) => createDatabase(featureTables, databaseName, options)
const connect = (to: Database) => createDexieConnection(to, systemEnv)
const database = open(usual)
const checkpoints = open(relaxed)

Comlink.expose(
  createEngine({
    database,
    checkpoints,
    bulk: { quick: connect(checkpoints), quiet: connect(withoutNotices(open(relaxed))) },
    quiet: connect(withoutNotices(open(usual))),
    connection: connect(database),
    env: systemEnv,
    server: {
      fetch: (path, init) => fetch(path, init),
      origin: location.origin,
      exclusive: action => navigator.locks.request('weft-account', action),
    },
  }),
)
