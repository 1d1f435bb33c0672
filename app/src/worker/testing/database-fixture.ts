/**
 * A whole database as JSON, so that what a released Weft stored can be opened by every later one. The device key
 * of a fixture is made from known bytes; a real one cannot be read out.
 */

import { bytesToBase32 } from '@weft/shared/ids.ts'
import type { Database } from '../../core/database.ts'

type Stored = null | boolean | number | string | readonly Stored[] | { readonly [field: string]: Stored }

export interface DatabaseFixture {
  /** Dexie's version. */
  readonly version: number
  readonly schema: Readonly<Record<string, string>>
  readonly rows: Readonly<Record<string, readonly Stored[]>>
}

const fixtureKeyBytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7)

export const importFixtureKey = (): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', fixtureKeyBytes, { name: 'AES-GCM' }, false, [
    'wrapKey',
    'unwrapKey',
    'encrypt',
    'decrypt',
  ])

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

const decodeBase32 = (text: string): Uint8Array => {
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  for (const letter of text) {
    buffer = (buffer << 5) | base32.indexOf(letter)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((buffer >> bits) & 255)
    buffer &= (1 << bits) - 1
  }
  return Uint8Array.from(bytes)
}

const toStored = (value: unknown): Stored => {
  if (value instanceof Uint8Array) return { $bytes: bytesToBase32(value) }
  if (value instanceof CryptoKey) return { $key: 'fixture' }
  if (Array.isArray(value)) return value.map(toStored)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, toStored(inner)]))
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

const fromStored = (value: Stored, key: CryptoKey): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inner => fromStored(inner, key))
  const bytes = '$bytes' in value ? value['$bytes'] : null
  if (typeof bytes === 'string') return decodeBase32(bytes)
  if ('$key' in value) return key
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, fromStored(inner, key)]))
}

/** A table's schema in Dexie's words. */
const schemaOf = (table: Database['tables'][number]): string =>
  [table.schema.primKey, ...table.schema.indexes].map(index => index.src).join(', ')

export const captureDatabase = async (database: Database): Promise<DatabaseFixture> => {
  const rows = await Promise.all(
    database.tables.map(async table => [table.name, (await table.toArray()).map(toStored)] as const),
  )
  return {
    version: database.verno,
    schema: Object.fromEntries(database.tables.map(table => [table.name, schemaOf(table)])),
    rows: Object.fromEntries(rows),
  }
}

/** Fills a database, opened in the fixture's own version, with the fixture's rows. */
export const plantFixture = async (database: Database, fixture: DatabaseFixture): Promise<void> => {
  const key = await importFixtureKey()
  for (const [name, rows] of Object.entries(fixture.rows)) {
    await database.table(name).bulkPut(rows.map(row => fromStored(row, key)))
  }
}
