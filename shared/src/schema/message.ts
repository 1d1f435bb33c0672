/**
 * A message: written once under a random id, never changed. Editing and regenerating make siblings; deleting,
 * feedback and the like are registers beside it (`registers.ts`).
 */

import * as z from 'zod/mini'
import { Stamp } from '../clock.ts'
import { MessageId, ProviderId } from '../ids.ts'
import { Part } from './part.ts'

/** Token counts as the provider reported them; a missing one is unknown, not zero. */
export const Usage = /* @__PURE__ */ z.looseObject({
  inputTokens: z.optional(z.number()),
  outputTokens: z.optional(z.number()),
  reasoningTokens: z.optional(z.number()),
  /** Part of `inputTokens` that the provider read from its cache. */
  cachedInputTokens: z.optional(z.number()),
  /** Part of `inputTokens` that the provider wrote to its cache. */
  cacheWriteTokens: z.optional(z.number()),
})

/** Which model of which provider. `name` is what was shown when it was chosen. */
export const ModelRef = /* @__PURE__ */ z.looseObject({
  providerId: ProviderId,
  modelId: z.string(),
  name: z.string(),
})

/**
 * How an answer ended. `complete`: the model was done. `length`: it met its limit. `refused`: it or a filter
 * declined. `stopped`: the person stopped it. `interrupted`: the tab, worker or network went away.
 * `failed`: an error part says why. `tool-calls`: it waits for tool results. A newer Weft may add others.
 */
export const MessageStatus = /* @__PURE__ */ z.string()

export const Message = /* @__PURE__ */ z.looseObject({
  parentId: z.nullable(MessageId),
  role: z.enum(['user', 'assistant', 'tool']),
  /** Orders siblings. */
  stamp: Stamp,
  /** Shown as the time; milliseconds since the epoch by the writer's clock. */
  createdAt: z.number(),
  parts: z.array(Part),
  status: MessageStatus,
  model: z.optional(ModelRef),
  usage: z.optional(Usage),
  /** US dollars at the prices of that day; absent when a price or the usage was unknown. */
  cost: z.optional(z.number()),
  /** Milliseconds from sending to the first part, and to the end. */
  timing: z.optional(z.looseObject({ firstPart: z.optional(z.number()), total: z.optional(z.number()) })),
  /** True when this answer goes on where its parent was cut. */
  continues: z.optional(z.boolean()),
  /** How many older messages were left out of what the model was sent, because the person chose so. */
  leftOut: z.optional(z.number()),
})

export type Usage = z.infer<typeof Usage>
export type ModelRef = z.infer<typeof ModelRef>
export type MessageStatus =
  | 'complete'
  | 'length'
  | 'refused'
  | 'stopped'
  | 'interrupted'
  | 'failed'
  | 'tool-calls'
export type Message = z.infer<typeof Message>

/** Statuses after which *Continue* makes sense. */
export const canContinue = (status: string): boolean =>
  status === 'interrupted' || status === 'stopped' || status === 'length' || status === 'failed'
