/** Stream parts as they cross a worker port. */

import * as z from 'zod/mini'
import { Usage } from '@weft/shared/schema/message.ts'
import type { FinishReason, StreamPart } from './language-model.ts'
import { providerErrorTypes } from './provider-error.ts'

export const ProviderErrorSchema = z.object({
  type: z.enum(providerErrorTypes),
  status: z.exactOptional(z.number()),
  detail: z.exactOptional(z.string()),
  retryAfter: z.exactOptional(z.number()),
})

const reasons = [
  'complete',
  'length',
  'refused',
  'tool-calls',
  'unknown',
] as const satisfies readonly FinishReason[]

const id = z.string()
const delta = z.string()
const signature = z.exactOptional(z.string())

export const StreamPartSchema: z.ZodMiniType<StreamPart> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text-start'), id }),
  z.object({ type: z.literal('text-delta'), id, delta }),
  z.object({ type: z.literal('text-end'), id }),
  z.object({ type: z.literal('reasoning-start'), id }),
  z.object({ type: z.literal('reasoning-delta'), id, delta }),
  z.object({ type: z.literal('reasoning-end'), id, signature, redacted: z.exactOptional(z.boolean()) }),
  z.object({ type: z.literal('tool-input-start'), id, name: z.string() }),
  z.object({ type: z.literal('tool-input-delta'), id, delta }),
  z.object({ type: z.literal('tool-input-end'), id, signature }),
  z.object({
    type: z.literal('finish'),
    reason: z.enum(reasons),
    usage: Usage,
    detail: z.exactOptional(z.string()),
  }),
  z.object({ type: z.literal('error'), error: ProviderErrorSchema }),
])
