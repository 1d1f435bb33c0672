/** The engine worker: builds everything from the real clock, randomness and database, and does nothing else. */

import { systemEnv } from '@weft/shared/env.ts'
import * as Comlink from 'comlink'
import type { DexieOptions } from 'dexie'
import { withoutNotices } from '../core/dexie-notices.ts'
import { createDatabase, databaseName } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { featureTables } from '../features/tables.ts'
import { createEngine } from './engine.ts'

// Queries here are few and small. Each reads the database itself: what Dexie keeps of them knows nothing of quiet writes.
const database = createDatabase(featureTables, databaseName, { cache: 'disabled' })
const relaxed: DexieOptions = { chromeTransactionDurability: 'relaxed', cache: 'disabled' }
const checkpoints = createDatabase(featureTables, databaseName, relaxed)
const quiet = withoutNotices(createDatabase(featureTables, databaseName, relaxed))

Comlink.expose(
  createEngine({
    database,
    checkpoints,
    bulk: {
      quick: createDexieConnection(checkpoints, systemEnv),
      quiet: createDexieConnection(quiet, systemEnv),
    },
    connection: createDexieConnection(database, systemEnv),
    env: systemEnv,
    server: {
      fetch: (path, init) => fetch(path, init),
      origin: location.origin,
      exclusive: action => navigator.locks.request('weft-account', action),
    },
  }),
)
