/** What the engine and the worker in which a model runs say to each other over their port. */

import type { Result } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import { call, callControlSchemas, callReportSchemas } from '../../providers/call-messages.ts'
import type { CallControl, CallReport } from '../../providers/call-port.ts'
import type { EmbeddingPurpose } from '../../providers/embedding-model.ts'
import type { ModelRequest } from '../../providers/language-model.ts'
import { ModelRequestSchema } from '../../providers/model-request-schema.ts'
import type { ProviderError } from '../../providers/provider-error.ts'
import { ProviderErrorSchema } from '../../providers/stream-part-schema.ts'
import { DeviceModel } from '../device-model.ts'

/** Every call names the model, and all calls of one worker the same: it holds one, and ends with it. */
export type ModelCall =
  | {
      readonly type: 'stream'
      readonly call: number
      readonly model: DeviceModel
      readonly request: ModelRequest
    }
  | {
      readonly type: 'embed'
      readonly call: number
      readonly model: DeviceModel
      readonly texts: readonly string[]
      readonly purpose: EmbeddingPurpose
    }

export type ModelAnswer =
  /** How much of the model is in memory, from 0 to 1; before the first part. */
  | { readonly type: 'loading'; readonly call: number; readonly loaded: number }
  | {
      readonly type: 'embedded'
      readonly call: number
      readonly result: Result<readonly Float32Array[], ProviderError>
    }

const ToModelWorker = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('stream'), call, model: DeviceModel, request: ModelRequestSchema }),
  z.strictObject({
    type: z.literal('embed'),
    call,
    model: DeviceModel,
    texts: z.array(z.string()),
    purpose: z.enum(['query', 'passage']),
  }),
  ...callControlSchemas,
])

/** The message, or undefined when it is none that may be sent here. */
export const parseToModelWorker = (data: unknown): ModelCall | CallControl | undefined =>
  z.safeParse(ToModelWorker, data).data

const FromModelWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('loading'), call, loaded: z.number() }),
  z.object({
    type: z.literal('embedded'),
    call,
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: z.array(z.instanceof(Float32Array)) }),
      z.object({ ok: z.literal(false), error: ProviderErrorSchema }),
    ]),
  }),
  ...callReportSchemas,
])

/** @throws when the worker says something that it never says: the two are of different builds. */
export const parseFromModelWorker = (data: unknown): ModelAnswer | CallReport =>
  z.parse(FromModelWorker, data)
