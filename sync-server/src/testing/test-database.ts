/** A database of its own in the PostgreSQL of this test run, with or without its tables. */

import { systemRandom } from '@weft/shared/env.ts'
import pg from 'pg'
import { pino } from 'pino'
import { inject, onTestFinished } from 'vitest'
import { type Database, type DatabaseConnection, type DatabaseLimits, openDatabase } from '../db/database.ts'
import type { EmbeddedPostgres } from '../db/embedded-postgres.ts'
import { markRestored } from '../db/epoch.ts'
import { templateName } from './template-name.ts'

// Put there by `postgres-setup.ts`.
declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgres: EmbeddedPostgres['connection']
  }
}

/** It goes with the server when the run ends. */
export const createEmptyDatabase = (): Promise<DatabaseConnection> => createDatabase('template1')

const createDatabase = async (template: string): Promise<DatabaseConnection> => {
  const server = inject('postgres')
  const name = `test_${Buffer.from(systemRandom.bytes(8)).toString('hex')}`
  const client = new pg.Client(server)
  await client.connect()
  await client.query(`create database ${name} template ${template}`)
  await client.end()
  return { ...server, database: name }
}

export interface TestDatabase extends Database {
  readonly connection: DatabaseConnection
}

/** `atEnd`: where its connections are closed; `afterAll` for one that several tests share. */
export const createTestDatabase = async (
  limits?: DatabaseLimits,
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
): Promise<TestDatabase> => {
  const database = openTestDatabase(await createDatabase(templateName), limits, atEnd)
  // A copy has the epoch of what it was copied from.
  await markRestored(database.db)
  return database
}

/** One more pool on a database that exists. */
export const openTestDatabase = (
  connection: DatabaseConnection,
  limits?: DatabaseLimits,
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
): TestDatabase => {
  const database = openDatabase(connection, pino({ level: 'silent' }), limits)
  atEnd(() => database.close())
  return { ...database, connection }
}
