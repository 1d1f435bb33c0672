/** What the engine and the worker that brings models say to each other over their port. */

import type { Result } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import { call, callControlSchemas, callReportSchemas } from '../../providers/call-messages.ts'
import type { CallControl, CallReport } from '../../providers/call-port.ts'
import { DeviceModel } from '../device-model.ts'
import { DownloadError } from './download-error.ts'
import type { DownloadProgress } from './download-model.ts'
import { type ModelFile, modelCaches } from './model-file.ts'

export type DownloadCall =
  /** `earlier`: files of its own that may have come; those that its host has no more, or otherwise, are dropped. */
  | {
      readonly type: 'download'
      readonly call: number
      readonly model: DeviceModel
      readonly earlier: readonly ModelFile[]
    }
  /** Drops what is not what it should be, and what nobody can say that of. */
  | { readonly type: 'check'; readonly call: number; readonly files: readonly ModelFile[] }
  | { readonly type: 'remove'; readonly call: number; readonly files: readonly ModelFile[] }

export type DownloadAnswer =
  | { readonly type: 'files'; readonly call: number; readonly files: readonly ModelFile[] }
  | { readonly type: 'progress'; readonly call: number; readonly progress: DownloadProgress }
  /** Null when it was told to stop. */
  | {
      readonly type: 'downloaded'
      readonly call: number
      readonly result: Result<void, DownloadError> | null
    }
  /** Bytes that are still here. */
  | { readonly type: 'kept'; readonly call: number; readonly bytes: number }

const ModelFileSchema = z.object({
  url: z.string(),
  cache: z.enum(modelCaches),
  bytes: z.exactOptional(z.number()),
  digest: z.exactOptional(z.object({ algorithm: z.enum(['sha256', 'md5', 'git']), value: z.string() })),
})

const ToDownloadWorker = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('download'),
    call,
    model: DeviceModel,
    earlier: z.array(ModelFileSchema),
  }),
  z.strictObject({ type: z.literal('check'), call, files: z.array(ModelFileSchema) }),
  z.strictObject({ type: z.literal('remove'), call, files: z.array(ModelFileSchema) }),
  ...callControlSchemas,
])

export const parseToDownloadWorker = (data: unknown): DownloadCall | CallControl | undefined =>
  z.safeParse(ToDownloadWorker, data).data

const FromDownloadWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('files'), call, files: z.array(ModelFileSchema) }),
  z.object({
    type: z.literal('progress'),
    call,
    progress: z.object({ doneBytes: z.number(), totalBytes: z.number() }),
  }),
  z.object({
    type: z.literal('downloaded'),
    call,
    result: z.nullable(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), value: z.undefined() }),
        z.object({ ok: z.literal(false), error: DownloadError }),
      ]),
    ),
  }),
  z.object({ type: z.literal('kept'), call, bytes: z.number() }),
  ...callReportSchemas,
])

/** @throws when the worker says something that it never says: the two are of different builds. */
export const parseFromDownloadWorker = (data: unknown): DownloadAnswer | CallReport =>
  z.parse(FromDownloadWorker, data)
