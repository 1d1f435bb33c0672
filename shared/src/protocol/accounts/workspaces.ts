/** The workspaces of an account and their wrapped keys. */

import * as z from 'zod/mini'
import { epoch, generation, instant, nextPage, pageAfter, workspaceId, wrapped } from './fields.ts'
import { nothing, type Wire } from './wire.ts'

/** `generation`: of the account key that wraps it. */
const workspaceKey = /* @__PURE__ */ z.strictObject({ epoch, generation, blob: wrapped })

export const listWorkspacesWire = /* @__PURE__ */ {
  name: 'list-workspaces',
  method: 'get',
  path: '/workspaces',
  params: nothing,
  query: pageAfter(workspaceId),
  body: nothing,
  answer: z.strictObject({
    /** The one that was attached first is home on every device. */
    workspaces: z.array(z.strictObject({ workspaceId, attachedAt: instant, keys: z.array(workspaceKey) })),
    next: nextPage,
  }),
} as const satisfies Wire

/** Answers with the key that is stored: the first of an epoch stays. */
export const attachWorkspaceWire = /* @__PURE__ */ {
  name: 'attach-workspace',
  method: 'put',
  path: '/workspaces/{workspaceId}',
  params: z.strictObject({ workspaceId }),
  query: nothing,
  body: workspaceKey,
  answer: workspaceKey,
} as const satisfies Wire
