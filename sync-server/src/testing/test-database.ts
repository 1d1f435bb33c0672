/** A database of its own in the PostgreSQL of this test run, with or without its tables. */

import { systemRandom } from '@weft/shared/env.ts'
import pg from 'pg'
import { pino } from 'pino'
import { inject, onTestFinished } from 'vitest'
import { type Database, type DatabaseConnection, type DatabaseLimits, openDatabase } from '../db/database.ts'
import { markRestored } from '../db/epoch.ts'
import { templateName } from './template-name.ts'

/** Dropped when the test ends. */
export const createEmptyDatabase = (): Promise<DatabaseConnection> => createDatabase('template1')

const createDatabase = async (template: string): Promise<DatabaseConnection> => {
  const server = inject('postgres')
  const name = `test_${Buffer.from(systemRandom.bytes(8)).toString('hex')}`
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client(server)
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await run(`create database ${name} template ${template}`)
  onTestFinished(() => run(`drop database ${name} with (force)`))
  return { ...server, database: name }
}

export interface TestDatabase extends Database {
  readonly connection: DatabaseConnection
}

export const createTestDatabase = async (limits?: DatabaseLimits): Promise<TestDatabase> => {
  const connection = await createDatabase(templateName)
  const database = openTestDatabase(connection, limits)
  // A copy has the epoch of what it was copied from.
  await markRestored(database.db)
  return database
}

/** One more pool on a database that exists, closed when the test ends. */
export const openTestDatabase = (connection: DatabaseConnection, limits?: DatabaseLimits): TestDatabase => {
  const database = openDatabase(connection, pino({ level: 'silent' }), limits)
  onTestFinished(() => database.close())
  return { ...database, connection }
}
