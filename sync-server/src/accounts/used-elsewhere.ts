/** What an account has in its other workspaces, for the quota of one. */

import { tryAsync } from '@weft/shared/result.ts'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { toLogError } from '../rooms/log-error.ts'
import type { UsedElsewhere } from '../rooms/log-quota.ts'

export const createUsedElsewhere =
  (db: Kysely<Tables>): UsedElsewhere =>
  workspaceId =>
    tryAsync(
      async () => {
        const { bytes } = await db
          .selectFrom('account_workspaces as own')
          .innerJoin('account_workspaces as other', 'other.account_id', 'own.account_id')
          .innerJoin('workspaces', 'workspaces.id', 'other.workspace_id')
          .select(sql<number>`coalesce(sum(workspaces.bytes_used), 0)::bigint`.as('bytes'))
          .where('own.workspace_id', '=', workspaceId)
          .whereRef('other.workspace_id', '!=', 'own.workspace_id')
          .executeTakeFirstOrThrow()
        return bytes
      },
      cause => toLogError(cause, false),
    )
