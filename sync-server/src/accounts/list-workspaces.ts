import { ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { bytesOut, epoch, generation, pageAfter, pageSize, toText, workspaceId } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'
import { toPage } from './to-page.ts'

const workspace = z.strictObject({
  workspaceId: z.string(),
  keys: z.array(z.strictObject({ epoch, generation, blob: bytesOut })),
})

export const listWorkspaces = signedOperation({
  name: 'list-workspaces',
  method: 'get',
  path: '/workspaces',
  summary: 'The workspaces of the account, with their wrapped keys.',
  access: 'session',
  params: nothing,
  query: pageAfter(workspaceId),
  body: nothing,
  answer: z.strictObject({ workspaces: z.array(workspace), next: z.string().nullable() }),
  problems: [],
  handle: async ({ db }, { query: { after }, session }) => {
    const rows = await db
      .selectFrom('account_workspaces')
      .select('workspace_id as id')
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
    const workspaces = page.map(({ id }) => ({
      workspaceId: id,
      keys: keys
        .filter(key => key.workspace_id === id)
        .map(key => ({ epoch: key.epoch, generation: key.generation, blob: toText(key.blob) })),
    }))
    return ok({ body: { workspaces, next } })
  },
})
