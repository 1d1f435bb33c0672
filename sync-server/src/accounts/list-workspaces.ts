import { listWorkspacesWire } from '@weft/shared/protocol/accounts/workspaces.ts'
import { ok } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'
import { pageSize, toPage } from './to-page.ts'

export const listWorkspaces = signedOperation({
  ...listWorkspacesWire,
  summary: 'The workspaces of the account, with their wrapped keys.',
  access: 'session',
  problems: [],
  handle: async ({ db }, { query: { after }, session }) => {
    const rows = await db
      .selectFrom('account_workspaces')
      .select(['workspace_id as id', 'created_at as attachedAt'])
      .where('account_id', '=', session.accountId)
      .$call(list => (after === undefined ? list : list.where('workspace_id', '>', after)))
      .orderBy('workspace_id')
      .limit(pageSize + 1)
      .execute()
    const { page, next } = toPage(rows, ({ id }) => id)
    const keys = await db
      .selectFrom('workspace_keys')
      .selectAll()
      .where('workspace_id', '=', ({ eb }) => eb.fn.any(eb.val(page.map(({ id }) => id))))
      .orderBy('epoch')
      .execute()
    const workspaces = page.map(({ id, attachedAt }) => ({
      workspaceId: id,
      attachedAt: attachedAt.getTime(),
      keys: keys
        .filter(key => key.workspace_id === id)
        .map(key => ({ epoch: key.epoch, generation: key.generation, blob: key.blob })),
    }))
    return ok({ body: { workspaces, next } })
  },
})
