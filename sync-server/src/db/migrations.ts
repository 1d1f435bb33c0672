/**
 * Every change of the tables, in order. A migration that has left this machine is never edited: a test knows the
 * statements of each. What is to be different is another migration.
 */

import type { Migration } from 'kysely/migration'
import { rooms } from './migrations/0001-rooms.ts'
import { appendUpdates } from './migrations/0002-append-updates.ts'
import { accounts } from './migrations/0003-accounts.ts'
import { blobs } from './migrations/0004-blobs.ts'
import { quota } from './migrations/0005-quota.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-rooms': rooms,
  '0002-append-updates': appendUpdates,
  '0003-accounts': accounts,
  '0004-blobs': blobs,
  '0005-quota': quota,
}
