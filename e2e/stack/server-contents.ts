/** Everything that a server with a PostgreSQL of its own keeps: its rows, as the database gives them, and its files. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

export interface Kept {
  readonly where: string
  readonly bytes: Buffer
}

/** One entry for each column of each table; bytes as bytes, everything else as its text. */
export const readRows = async (dataDir: string): Promise<readonly Kept[]> => {
  const client = new pg.Client({
    // As `sync-server/src/db` chooses it where the folder's name is short enough for a socket.
    host: join(dataDir, 'postgres'),
    port: 5432,
    user: 'weft',
    database: 'postgres',
    password: (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim(),
  })
  await client.connect()
  try {
    const columns = await client.query<{ readonly table: string; readonly column: string }>(
      `select table_name as "table", column_name as "column" from information_schema.columns
       where table_schema = 'public' order by table_name, ordinal_position`,
    )
    const kept: Kept[] = []
    for (const { table, column } of columns.rows) {
      const { rows } = await client.query<{ readonly value: unknown }>(
        `select t.${client.escapeIdentifier(column)} as value from ${client.escapeIdentifier(table)} as t`,
      )
      const values = rows.flatMap(({ value }) => [toBytes(value), Buffer.from('\n')])
      kept.push({ where: `${table}.${column}`, bytes: Buffer.concat(values) })
    }
    return kept
  } finally {
    await client.end()
  }
}

const toBytes = (value: unknown): Buffer => {
  if (Buffer.isBuffer(value)) return value
  return Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
}

/** Tables, indexes, the write-ahead log and whatever else lies below. The server should be stopped. */
export async function* readFiles(dataDir: string): AsyncIterable<Kept> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    yield { where: path.slice(dataDir.length + 1), bytes: await readFile(path) }
  }
}
