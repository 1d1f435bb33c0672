/**
 * What the engine worker and the provider worker say to each other over their port. The key comes with each call
 * and is kept for no longer; addresses come from the provider's configuration only.
 */

import type { Result } from '@weft/shared/result.ts'
import { Credentials, ModelInfo, ProviderConfig } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { call, callControlSchemas, callReportSchemas } from './call-messages.ts'
import type { CallControl, CallReport } from './call-port.ts'
import type { ConnectionReport } from './connection-test.ts'
import type { Discovery } from './discover-local.ts'
import type { EmbeddingPurpose } from './embedding-model.ts'
import type { ModelRequest } from './language-model.ts'
import { ModelRequestSchema } from './model-request-schema.ts'
import { OllamaModelSchema, OllamaRequest, PullProgressSchema } from './ollama-messages.ts'
import type { OllamaModel } from './ollama-schema.ts'
import type { ProviderAccess } from './provider-access.ts'
import type { ProviderError } from './provider-error.ts'
import type { PullProgress } from './pull-reader.ts'
import { ProviderErrorSchema } from './stream-part-schema.ts'

export type ProviderCall =
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
      readonly type: 'ollama'
      readonly call: number
      readonly access: ProviderAccess
      readonly request: OllamaRequest
    }
  | {
      readonly type: 'embed'
      readonly call: number
      readonly access: ProviderAccess
      readonly modelId: string
      readonly texts: readonly string[]
      readonly purpose: EmbeddingPurpose
    }

export type ProviderAnswer =
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
  | { readonly type: 'discovered'; readonly call: number; readonly discovery: Discovery }
  | {
      readonly type: 'ollama-models'
      readonly call: number
      readonly result: Result<readonly OllamaModel[], ProviderError>
    }
  /** How far a pull is; more will come. */
  | { readonly type: 'ollama-progress'; readonly call: number; readonly progress: PullProgress }
  /** A pull, a removal or an unloading is over. */
  | { readonly type: 'ollama-changed'; readonly call: number; readonly problem?: ProviderError }
  | {
      readonly type: 'embedded'
      readonly call: number
      readonly result: Result<readonly Float32Array[], ProviderError>
    }

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
  z.strictObject({ type: z.literal('ollama'), call, access, request: OllamaRequest }),
  z.strictObject({
    type: z.literal('embed'),
    call,
    access,
    modelId: z.string(),
    texts: z.array(z.string()),
    purpose: z.enum(['query', 'passage']),
  }),
  ...callControlSchemas,
])

/** The message, or undefined when it is none that may be sent here. */
export const parseToProviderWorker = (data: unknown): ProviderCall | CallControl | undefined =>
  z.safeParse(ToProviderWorkerSchema, data).data

const result = <Value extends z.core.$ZodType>(value: Value) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: ProviderErrorSchema }),
  ])

const models = z.array(ModelInfo)

const FromProviderWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('models'), call, result: result(models) }),
  z.object({
    type: z.literal('tested'),
    call,
    result: result(z.object({ latency: z.number(), models })),
  }),
  z.object({
    type: z.literal('discovered'),
    call,
    discovery: z.object({
      servers: z.array(
        z.object({
          preset: z.string(),
          baseUrl: z.string(),
          models,
          isBlocked: z.exactOptional(z.boolean()),
        }),
      ),
      isDenied: z.boolean(),
    }),
  }),
  z.object({ type: z.literal('ollama-models'), call, result: result(z.array(OllamaModelSchema)) }),
  z.object({ type: z.literal('ollama-progress'), call, progress: PullProgressSchema }),
  z.object({ type: z.literal('ollama-changed'), call, problem: z.exactOptional(ProviderErrorSchema) }),
  z.object({ type: z.literal('embedded'), call, result: result(z.array(z.instanceof(Float32Array))) }),
  ...callReportSchemas,
])

/** @throws when the worker says something that it never says: the two are of different builds. */
export const parseFromProviderWorker = (data: unknown): ProviderAnswer | CallReport =>
  z.parse(FromProviderWorkerSchema, data)
