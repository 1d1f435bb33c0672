/**
 * A workspace becomes the account's, its key wrapped by the account key. The first key of an epoch stays: two devices
 * that attach the same workspace at once wrap the same key, and a mistake must not replace the only copy. Only a
 * rotation re-wraps.
 */

import { attachWorkspaceWire } from '@weft/shared/protocol/accounts/workspaces.ts'
import { err, ok } from '@weft/shared/result.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { signedOperation } from './account-context.ts'

export const attachWorkspace = signedOperation({
  ...attachWorkspaceWire,
  summary: 'Attach a workspace, or one more epoch of its key. Answers with the key that is stored.',
  access: 'session',
  problems: ['workspace-taken', 'generation-unknown', 'database-unavailable'],
  handle: async ({ db, env, roomLog }, { params, body, session }) => {
    const { accountId } = session
    const attached = await db.transaction().execute(async transaction => {
      // Held, so that no rotation passes between the look at the generation and the key.
      const account = await transaction
        .selectFrom('accounts')
        .select('generation')
        .where('id', '=', accountId)
        .forShare()
        .executeTakeFirst()
      if (account === undefined) return err({ type: 'session-missing' } as const)
      if (body.generation > account.generation) return err({ type: 'generation-unknown' } as const)
      const value = {
        workspace_id: params.workspaceId,
        account_id: accountId,
        created_at: new Date(env.clock.now()),
      }
      await transaction
        .insertInto('account_workspaces')
        .values(value)
        .onConflict(conflict => conflict.doNothing())
        .execute()
      const owner = await transaction
        .selectFrom('account_workspaces')
        .select('account_id')
        .where('workspace_id', '=', params.workspaceId)
        .executeTakeFirst()
      if (owner?.account_id !== accountId) return err({ type: 'workspace-taken' } as const)
      if (await isDeparting(transaction, params.workspaceId)) {
        await transaction
          .deleteFrom('account_workspaces')
          .where('workspace_id', '=', params.workspaceId)
          .execute()
        return err({ type: 'workspace-taken' } as const)
      }
      await transaction
        .insertInto('workspace_keys')
        .values({ workspace_id: params.workspaceId, ...body })
        .onConflict(conflict => conflict.doNothing())
        .execute()
      const stored = await transaction
        .selectFrom('workspace_keys')
        .select(['epoch', 'generation', 'blob'])
        .where('workspace_id', '=', params.workspaceId)
        .where('epoch', '=', body.epoch)
        .executeTakeFirstOrThrow()
      return ok(stored)
    })
    if (!attached.ok) return attached
    // After the commit, and harmless when repeated: who got no answer attaches again.
    const created = await roomLog.createWorkspace(params.workspaceId)
    if (!created.ok) return err({ type: 'database-unavailable', retryAfter: 5 })
    return ok({ body: attached.value })
  },
})

const isDeparting = async (transaction: Transaction<Tables>, id: WorkspaceId): Promise<boolean> => {
  const row = await transaction
    .selectFrom('departed_workspaces')
    .select('workspace_id')
    .where('workspace_id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}
