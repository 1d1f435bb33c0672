/** The engine worker: builds everything from the real clock, randomness and database, and does nothing else. */

import { systemEnv } from '@weft/shared/env.ts'
import * as Comlink from 'comlink'
import { createDatabase, databaseName } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { featureTables } from '../features/tables.ts'
import { createEngine } from './engine.ts'

const database = createDatabase(featureTables)
const checkpoints = createDatabase(featureTables, databaseName, { chromeTransactionDurability: 'relaxed' })

Comlink.expose(
  createEngine({
    database,
    checkpoints,
    connection: createDexieConnection(database, systemEnv),
    env: systemEnv,
    server: {
      fetch: (path, init) => fetch(path, init),
      origin: location.origin,
      exclusive: action => navigator.locks.request('weft-account', action),
    },
  }),
)
