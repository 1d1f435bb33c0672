/**
 * Blobs: sealed files of a workspace, in pieces. They lie in ordinary rows, so that one backup has everything, a piece is
 * stored in the transaction that counts it, and a delete needs no second system to agree. Large objects would have none
 * of the three: no foreign place to name them from, no row to lock, and a table of their own that everybody shares.
 *
 * A name (`blobs`) and what lies under it (`blob_pieces`) are two things: a name goes at once, its pieces a few at a
 * time, since PostgreSQL would delete a gigabyte for longer than a statement may take.
 */

import { type Kysely, sql } from 'kysely'

export const blobs = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    const id = sql`text collate "C"`

    await db.schema
      .createTable('blobs')
      .addColumn('workspace_id', id, column => column.notNull())
      .addColumn('id', id, column => column.notNull())
      // Names the pieces; a new one whenever an upload begins anew.
      .addColumn('upload_id', 'uuid', column => column.notNull().defaultTo(sql`gen_random_uuid()`))
      // Of the sealed bytes, as the uploader says; true when it is complete.
      .addColumn('size', 'bigint', column => column.notNull())
      .addColumn('checksum', 'bytea', column => column.notNull())
      .addColumn('received', 'bigint', column => column.notNull().defaultTo(0))
      .addColumn('completed_at', 'timestamptz')
      // When a message last named it, or the upload last moved.
      .addColumn('touched_at', 'timestamptz', column => column.notNull())
      .addColumn('marked_at', 'timestamptz')
      .addPrimaryKeyConstraint('blobs_key', ['workspace_id', 'id'])
      // Room beside each row for its next version: an upload moves with every piece.
      .modifyEnd(sql`with (fillfactor = 70)`)
      .execute()
    await sql`create index blobs_marked on blobs (marked_at) where marked_at is not null`.execute(db)
    await sql`create index blobs_unfinished on blobs (touched_at) where completed_at is null`.execute(db)

    await db.schema
      .createTable('blob_pieces')
      .addColumn('upload_id', 'uuid', column => column.notNull())
      .addColumn('number', 'integer', column => column.notNull())
      .addColumn('hash', 'bytea', column => column.notNull())
      .addColumn('bytes', 'bytea', column => column.notNull())
      .addPrimaryKeyConstraint('blob_pieces_key', ['upload_id', 'number'])
      .execute()
    // Ciphertext does not get smaller: PostgreSQL need not try.
    await sql`alter table blob_pieces alter column bytes set storage external`.execute(db)

    // Whose pieces nobody names any more.
    await db.schema
      .createTable('departed_uploads')
      .addColumn('upload_id', 'uuid', column => column.primaryKey())
      .execute()

    // What the blobs of an account's workspaces count in its quota. Its row is locked by whoever changes the sum.
    await db.schema
      .createTable('blob_usage')
      .addColumn('account_id', id, column =>
        column.primaryKey().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('bytes', 'bigint', column => column.notNull())
      .execute()
  },
}
