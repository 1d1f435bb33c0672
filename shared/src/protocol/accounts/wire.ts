/**
 * What a client and a server both know of an operation: its address and what travels there and back. Who may ask for
 * it, and what it is refused with, is the server's (`sync-server/src/api/operation.ts`).
 */

import * as z from 'zod/mini'

export interface Wire<
  Params extends z.ZodMiniObject = z.ZodMiniObject,
  Query extends z.ZodMiniObject = z.ZodMiniObject,
  Body extends z.ZodMiniObject = z.ZodMiniObject,
  Reply extends z.ZodMiniObject = z.ZodMiniObject,
> {
  /** In kebab case. */
  readonly name: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `apiRoot`; `{deviceId}` is a parameter. */
  readonly path: string
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly answer: Reply
  /** The body is bytes as they are, of `application/octet-stream`; `body` takes nothing. */
  readonly takes?: 'bytes'
  /** The answer is bytes as they are; `answer` has nothing. */
  readonly gives?: 'bytes'
}

export const apiRoot = '/api/v1'

/** Takes nothing, or answers nothing. */
export const nothing = /* @__PURE__ */ z.strictObject({})
