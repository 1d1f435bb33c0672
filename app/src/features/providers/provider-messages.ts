/**
 * What the engine worker and the provider worker say to each other over their port. The key comes with each call
 * and is kept for no longer; addresses come from the provider's configuration only.
 */

import type { Result } from '@weft/shared/result.ts'
import { Credentials, ModelInfo, ProviderConfig } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import type { ConnectionReport } from './connection-test.ts'
import type { LocalServer } from './discover-local.ts'
import type { EmbeddingPurpose } from './embedding-model.ts'
import type { ModelRequest, StreamPart } from './language-model.ts'
import { ModelRequestSchema } from './model-request-schema.ts'
import type { ProviderAccess } from './provider-access.ts'
import type { ProviderError } from './provider-error.ts'
import { ProviderErrorSchema, StreamPartSchema } from './stream-part-schema.ts'

/** `call` tells the calls of one port apart: 1, 2, 3… */
export type ToProviderWorker =
  | {
      readonly type: 'stream'
      readonly call: number
      readonly access: ProviderAccess
      readonly request: ModelRequest
    }
  | { readonly type: 'list-models'; readonly call: number; readonly access: ProviderAccess }
  | {
      readonly type: 'test-connection'
      readonly call: number
      readonly access: ProviderAccess
      readonly modelId?: string
    }
  | { readonly type: 'discover'; readonly call: number; readonly mayAsk: boolean }
  | {
      readonly type: 'embed'
      readonly call: number
      readonly access: ProviderAccess
      readonly modelId: string
      readonly texts: readonly string[]
      readonly purpose: EmbeddingPurpose
    }
  | { readonly type: 'abort'; readonly call: number }
  /** Are you there? */
  | { readonly type: 'ping' }
  /** Said once, at the beginning: the name of the lock that this engine holds while it lives. */
  | { readonly type: 'hello'; readonly lifeline: string }

export type FromProviderWorker =
  /** Said once, at the beginning: the name of the lock that this worker holds while it lives. */
  | { readonly type: 'hello'; readonly lifeline: string }
  | { readonly type: 'parts'; readonly call: number; readonly parts: readonly StreamPart[] }
  /** The stream is over, with or without a closing part. */
  | { readonly type: 'end'; readonly call: number }
  | {
      readonly type: 'models'
      readonly call: number
      readonly result: Result<readonly ModelInfo[], ProviderError>
    }
  | {
      readonly type: 'tested'
      readonly call: number
      readonly result: Result<ConnectionReport, ProviderError>
    }
  | { readonly type: 'discovered'; readonly call: number; readonly servers: readonly LocalServer[] }
  | {
      readonly type: 'embedded'
      readonly call: number
      readonly result: Result<readonly Float32Array[], ProviderError>
    }
  /** The call was not made: it is none that this worker makes. */
  | { readonly type: 'refused'; readonly call: number }
  /** Our own code failed. */
  | { readonly type: 'failed'; readonly call: number }
  | { readonly type: 'pong' }

const call = z.number()

/** Configurations are checked when they are typed; those that were synced from elsewhere are checked here again. */
const isCallable = (baseUrl: string): boolean => {
  if (!URL.canParse(baseUrl)) return false
  const { protocol, username, password, search, hash } = new URL(baseUrl)
  return (
    (protocol === 'https:' || protocol === 'http:') &&
    [username, password, search, hash].every(part => part === '')
  )
}

const access = z.strictObject({
  provider: ProviderConfig.check(
    z.refine(({ baseUrl }) => isCallable(baseUrl), { error: 'not an address to call' }),
  ),
  credentials: Credentials,
})

const ToProviderWorkerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('stream'), call, access, request: ModelRequestSchema }),
  z.strictObject({ type: z.literal('list-models'), call, access }),
  z.strictObject({
    type: z.literal('test-connection'),
    call,
    access,
    modelId: z.exactOptional(z.string()),
  }),
  z.strictObject({ type: z.literal('discover'), call, mayAsk: z.boolean() }),
  z.strictObject({
    type: z.literal('embed'),
    call,
    access,
    modelId: z.string(),
    texts: z.array(z.string()),
    purpose: z.enum(['query', 'passage']),
  }),
  z.strictObject({ type: z.literal('abort'), call }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('hello'), lifeline: z.string() }),
])

/** What a page tells the worker it has started: to serve the ports that come along, to go when its work is done. */
const FromPage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('connect') }),
  z.strictObject({ type: z.literal('retire') }),
])

export const parseFromPage = (data: unknown): z.infer<typeof FromPage> | undefined =>
  z.safeParse(FromPage, data).data

/** The message, or undefined when it is none that may be sent here. */
export const parseToProviderWorker = (data: unknown): ToProviderWorker | undefined =>
  z.safeParse(ToProviderWorkerSchema, data).data

/** The number of a call that could not be parsed, so that whoever waits for it can be told. */
export const callNumberOf = (data: unknown): number | undefined =>
  z.safeParse(z.looseObject({ call }), data).data?.call

const result = <Value extends z.core.$ZodType>(value: Value) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: ProviderErrorSchema }),
  ])

const models = z.array(ModelInfo)

const FromProviderWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), lifeline: z.string() }),
  z.object({ type: z.literal('parts'), call, parts: z.array(StreamPartSchema) }),
  z.object({ type: z.literal('end'), call }),
  z.object({ type: z.literal('models'), call, result: result(models) }),
  z.object({
    type: z.literal('tested'),
    call,
    result: result(z.object({ latency: z.number(), models })),
  }),
  z.object({
    type: z.literal('discovered'),
    call,
    servers: z.array(
      z.object({
        preset: z.string(),
        baseUrl: z.string(),
        models,
        isBlocked: z.exactOptional(z.boolean()),
      }),
    ),
  }),
  z.object({
    type: z.literal('embedded'),
    call,
    result: result(z.array(z.instanceof(Float32Array))),
  }),
  z.object({ type: z.literal('refused'), call }),
  z.object({ type: z.literal('failed'), call }),
  z.object({ type: z.literal('pong') }),
])

/** @throws when the worker says something that it never says: the two are of different builds. */
export const parseFromProviderWorker = (data: unknown): FromProviderWorker =>
  z.parse(FromProviderWorkerSchema, data)
