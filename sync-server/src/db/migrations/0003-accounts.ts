/**
 * Accounts: who may sign in, what unlocks their keys, and which workspaces are theirs. Secrets that a client holds
 * (sessions, tickets, invitations, ends of a pairing) lie here as SHA-256 of 256 random bits, so a copy of this
 * database signs nobody in. Times come from the server's clock, not the database's, so that tests can turn it.
 */

import { type Kysely, sql } from 'kysely'

export const accounts = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    // Ids are ASCII: compared by byte, whatever order of letters the database has.
    const id = sql`text collate "C"`

    await db.schema
      .createTable('accounts')
      .addColumn('id', id, column => column.primaryKey())
      // As it is compared: trimmed and in lower case.
      .addColumn('email', id, column => column.notNull())
      .addColumn('role', 'text', column => column.notNull().check(sql`role in ('administrator', 'person')`))
      .addColumn('kdf_memory', 'integer', column => column.notNull())
      .addColumn('kdf_passes', 'integer', column => column.notNull())
      .addColumn('kdf_lanes', 'integer', column => column.notNull())
      .addColumn('kdf_salt', 'bytea', column => column.notNull())
      // Argon2id of the proof that the client derives from the password.
      .addColumn('verifier', 'bytea', column => column.notNull())
      // The same of the recovery phrase; null where there is none.
      .addColumn('recovery_verifier', 'bytea')
      .addColumn('generation', 'integer', column => column.notNull())
      // The signed account state. Whoever changes the account names the sequence that they saw.
      .addColumn('state', 'bytea', column => column.notNull())
      .addColumn('state_signature', 'bytea', column => column.notNull())
      .addColumn('state_sequence', 'integer', column => column.notNull())
      .addColumn('created_at', 'timestamptz', column => column.notNull())
      .addUniqueConstraint('accounts_by_email', ['email'])
      .execute()

    // Keys under keys. `ref` is a device for 'account-to-device', a generation for 'account-older', a half for
    // 'identity', and empty for the others.
    await db.schema
      .createTable('wraps')
      .addColumn('account_id', id, column => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('kind', id, column => column.notNull())
      .addColumn('ref', id, column => column.notNull())
      .addColumn('generation', 'integer', column => column.notNull())
      .addColumn('blob', 'bytea', column => column.notNull())
      .addPrimaryKeyConstraint('wraps_key', ['account_id', 'kind', 'ref'])
      .execute()

    await db.schema
      .createTable('devices')
      .addColumn('id', id, column => column.primaryKey())
      .addColumn('account_id', id, column => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('signing_key', 'bytea', column => column.notNull())
      .addColumn('agreement_key', 'bytea', column => column.notNull())
      .addColumn('certificate', 'bytea', column => column.notNull())
      // Sealed by the client: what somebody calls their telephone is theirs.
      .addColumn('sealed_name', 'bytea', column => column.notNull())
      // When the device was added, by the clock of the device that added it; part of what is certified.
      .addColumn('added_at', 'bigint', column => column.notNull())
      .addColumn('created_at', 'timestamptz', column => column.notNull())
      .addColumn('last_seen_at', 'timestamptz', column => column.notNull())
      .addColumn('revoked_at', 'timestamptz')
      .execute()
    // The list of an account's devices, page by page.
    await db.schema.createIndex('devices_by_account').on('devices').columns(['account_id', 'id']).execute()

    await db.schema
      .createTable('sessions')
      .addColumn('id', 'uuid', column => column.primaryKey().defaultTo(sql`gen_random_uuid()`))
      .addColumn('token_hash', 'bytea', column => column.notNull())
      .addColumn('account_id', id, column => column.notNull().references('accounts.id').onDelete('cascade'))
      // Null until the device that signed in is one of the account's.
      .addColumn('device_id', id, column => column.references('devices.id').onDelete('cascade'))
      .addColumn('created_at', 'timestamptz', column => column.notNull())
      .addColumn('last_used_at', 'timestamptz', column => column.notNull())
      // When a password or phrase was last proved in this session; null where another device let it in.
      .addColumn('proved_at', 'timestamptz')
      .addColumn('expires_at', 'timestamptz', column => column.notNull())
      .addUniqueConstraint('sessions_by_token', ['token_hash'])
      .execute()
    await db.schema.createIndex('sessions_by_account').on('sessions').column('account_id').execute()
    await db.schema.createIndex('sessions_by_device').on('sessions').column('device_id').execute()
    await db.schema.createIndex('sessions_by_expiry').on('sessions').column('expires_at').execute()

    // Whose a workspace is. One account has it; sharing will need a table of members.
    await db.schema
      .createTable('account_workspaces')
      .addColumn('workspace_id', id, column => column.primaryKey())
      .addColumn('account_id', id, column => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('created_at', 'timestamptz', column => column.notNull())
      .execute()
    await db.schema
      .createIndex('account_workspaces_by_account')
      .on('account_workspaces')
      .columns(['account_id', 'workspace_id'])
      .execute()

    // The workspace's key of each epoch, wrapped by the account key of a generation.
    await db.schema
      .createTable('workspace_keys')
      .addColumn('workspace_id', id, column =>
        column.notNull().references('account_workspaces.workspace_id').onDelete('cascade'),
      )
      .addColumn('epoch', 'integer', column => column.notNull())
      .addColumn('generation', 'integer', column => column.notNull())
      .addColumn('blob', 'bytea', column => column.notNull())
      .addPrimaryKeyConstraint('workspace_keys_key', ['workspace_id', 'epoch'])
      .execute()

    // Workspaces of deleted accounts whose rooms the log has not forgotten yet; nobody can have them again until then.
    await db.schema
      .createTable('departed_workspaces')
      .addColumn('workspace_id', id, column => column.primaryKey())
      .execute()

    // For one use, which removes it: 'socket' opens a socket for this session, 'device' a session for a new device.
    await db.schema
      .createTable('tickets')
      .addColumn('hash', 'bytea', column => column.primaryKey())
      .addColumn('kind', 'text', column => column.notNull().check(sql`kind in ('socket', 'device')`))
      .addColumn('session_id', 'uuid', column =>
        column.notNull().references('sessions.id').onDelete('cascade'),
      )
      .addColumn('expires_at', 'timestamptz', column => column.notNull())
      .execute()
    await db.schema.createIndex('tickets_by_session').on('tickets').column('session_id').execute()
    await db.schema.createIndex('tickets_by_expiry').on('tickets').column('expires_at').execute()

    // Where two devices meet for a pairing. What they say is sealed between them.
    await db.schema
      .createTable('rendezvous')
      .addColumn('id', id, column => column.primaryKey())
      .addColumn('creator_hash', 'bytea', column => column.notNull())
      // Null until the second device has come; a third is refused.
      .addColumn('joiner_hash', 'bytea')
      .addColumn('sealed_offer', 'bytea')
      .addColumn('expires_at', 'timestamptz', column => column.notNull())
      .execute()
    await db.schema.createIndex('rendezvous_by_expiry').on('rendezvous').column('expires_at').execute()

    await db.schema
      .createTable('rendezvous_messages')
      .addColumn('rendezvous_id', id, column =>
        column.notNull().references('rendezvous.id').onDelete('cascade'),
      )
      .addColumn('number', 'integer', column => column.notNull())
      .addColumn('sender', 'text', column => column.notNull().check(sql`sender in ('creator', 'joiner')`))
      .addColumn('bytes', 'bytea', column => column.notNull())
      .addPrimaryKeyConstraint('rendezvous_messages_key', ['rendezvous_id', 'number'])
      .execute()

    await db.schema
      .createTable('invitations')
      .addColumn('id', 'uuid', column => column.primaryKey().defaultTo(sql`gen_random_uuid()`))
      .addColumn('hash', 'bytea', column => column.notNull())
      .addColumn('uses_left', 'integer', column => column.notNull())
      .addColumn('created_at', 'timestamptz', column => column.notNull())
      .addColumn('expires_at', 'timestamptz', column => column.notNull())
      .addUniqueConstraint('invitations_by_hash', ['hash'])
      .execute()
    await db.schema.createIndex('invitations_by_expiry').on('invitations').column('expires_at').execute()

    // Attempts in a window of time. A key is an HMAC: neither addresses nor e-mails of strangers are kept.
    await db.schema
      .createTable('limits')
      .addColumn('key', 'bytea', column => column.primaryKey())
      .addColumn('started_at', 'timestamptz', column => column.notNull())
      .addColumn('attempts', 'integer', column => column.notNull())
      .addColumn('blocked_until', 'timestamptz', column => column.notNull())
      .addColumn('expires_at', 'timestamptz', column => column.notNull())
      .execute()
    await db.schema.createIndex('limits_by_expiry').on('limits').column('expires_at').execute()
  },
}
