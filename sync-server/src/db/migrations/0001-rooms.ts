/**
 * Rooms and their logs. A workspace is the unit: every key begins with it, its counter numbers the updates of all
 * its rooms, and it goes with everything it has. Foreign keys are left out on purpose: one would be checked for each
 * update, and everything that writes goes through one locked row of `workspaces` first.
 */

import { type Kysely, sql } from 'kysely'

export const rooms = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    // Ids are ASCII: compared by byte, whatever order of letters the database has.
    const id = sql`text collate "C"`

    await db.schema
      .createTable('workspaces')
      .addColumn('id', id, column => column.primaryKey())
      // The number of the last update. Raised under its row lock, so the order of numbers is the order of commits.
      .addColumn('head_seq', 'bigint', column => column.notNull().defaultTo(0))
      .addColumn('bytes_used', 'bigint', column => column.notNull().defaultTo(0))
      .addColumn('created_at', 'timestamptz', column => column.notNull().defaultTo(sql`now()`))
      // Room beside each row for its next version: the counter moves with every commit.
      .modifyEnd(sql`with (fillfactor = 50)`)
      .execute()

    await db.schema
      .createTable('rooms')
      .addColumn('workspace_id', id, column => column.notNull())
      .addColumn('room_id', id, column => column.notNull())
      .addColumn('head_seq', 'bigint', column => column.notNull())
      // 0: none yet.
      .addColumn('snapshot_seq', 'bigint', column => column.notNull().defaultTo(0))
      .addColumn('snapshot_bytes', 'bigint', column => column.notNull().defaultTo(0))
      // Of the rows after the snapshot, without those in quarantine.
      .addColumn('log_rows', 'integer', column => column.notNull().defaultTo(0))
      .addColumn('log_bytes', 'bigint', column => column.notNull().defaultTo(0))
      .addColumn('quarantined_rows', 'integer', column => column.notNull().defaultTo(0))
      // `isCompactionDue` of rooms/compaction-due.ts in SQL; a contract test holds the two together.
      .addColumn('compaction_due', 'boolean', column =>
        column
          .generatedAlwaysAs(
            sql`(log_rows >= 64 or log_bytes >= 262144) and (log_bytes * 8 >= snapshot_bytes or log_rows >= 512)`,
          )
          .stored(),
      )
      // A deleted room keeps its row, so that what comes late is told from what is new.
      .addColumn('deleted_at', 'timestamptz')
      .addPrimaryKeyConstraint('rooms_key', ['workspace_id', 'room_id'])
      .execute()

    // What has changed since a cursor, newest first.
    await db.schema.createIndex('rooms_by_head').on('rooms').columns(['workspace_id', 'head_seq']).execute()
    await sql`create index rooms_to_compact on rooms (workspace_id, room_id) where compaction_due`.execute(db)

    await db.schema
      .createTable('updates')
      .addColumn('workspace_id', id, column => column.notNull())
      .addColumn('room_id', id, column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('device_id', id, column => column.notNull())
      // 16 bytes of the place and the content: a push that is repeated is recognised by it.
      .addColumn('hash', 'bytea', column => column.notNull())
      .addColumn('bytes', 'bytea', column => column.notNull())
      .addColumn('quarantined_at', 'timestamptz')
      .addColumn('created_at', 'timestamptz', column => column.notNull().defaultTo(sql`now()`))
      .addPrimaryKeyConstraint('updates_key', ['workspace_id', 'room_id', 'seq'])
      .addUniqueConstraint('updates_once', ['hash'])
      .execute()

    await db.schema
      .createTable('snapshots')
      .addColumn('workspace_id', id, column => column.notNull())
      .addColumn('room_id', id, column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('bytes', 'bytea', column => column.notNull())
      .addColumn('created_at', 'timestamptz', column => column.notNull().defaultTo(sql`now()`))
      .addPrimaryKeyConstraint('snapshots_key', ['workspace_id', 'room_id', 'seq'])
      .execute()

    // Ciphertext does not get smaller: PostgreSQL need not try.
    await sql`alter table updates alter column bytes set storage external`.execute(db)
    await sql`alter table snapshots alter column bytes set storage external`.execute(db)

    // Which device a Yjs client id belongs to; the first to claim it keeps it.
    await db.schema
      .createTable('room_clients')
      .addColumn('workspace_id', id, column => column.notNull())
      .addColumn('room_id', id, column => column.notNull())
      .addColumn('client_id', 'bigint', column => column.notNull())
      .addColumn('device_id', id, column => column.notNull())
      .addPrimaryKeyConstraint('room_clients_key', ['workspace_id', 'room_id', 'client_id'])
      .execute()

    // One row. A new epoch tells every client that this may not be the database it knew.
    await db.schema
      .createTable('database_epoch')
      .addColumn('single', 'boolean', column => column.primaryKey().defaultTo(true).check(sql`single`))
      .addColumn('epoch', 'uuid', column => column.notNull().defaultTo(sql`gen_random_uuid()`))
      .addColumn('started_at', 'timestamptz', column => column.notNull().defaultTo(sql`now()`))
      .execute()
    await sql`insert into database_epoch default values`.execute(db)
  },
}
