/** The person's settings that sync, each with its schema and default. Theme and language belong to the device. */

import * as z from 'zod/mini'
import { ModelRef } from '@weft/shared/schema/message.ts'

export const settingSchemas = {
  /** The model of a new thread; null: the one used last. */
  defaultModel: z.nullable(ModelRef),
  /** The model that writes titles; null: the cheapest known of the thread's provider, 'off' writes none. */
  titleModel: z.union([z.nullable(ModelRef), z.literal('off')]),
  /** Said to every model before every thread. */
  instructions: z.string(),
  /** Which key sends: Enter, or Ctrl/Cmd+Enter. */
  sendWith: z.enum(['enter', 'mod-enter']),
  /** The model of a device that answers there without a network, unless a thread says otherwise; null: none, it waits. */
  fallbackModel: z.nullable(ModelRef),
  /** A message to a provider that cannot be reached is sent when it can be, or fails and asks what to do. */
  whenUnreachable: z.enum(['send', 'ask']),
} as const

export type SettingKey = keyof typeof settingSchemas
export type SettingValue<Key extends SettingKey> = z.infer<(typeof settingSchemas)[Key]>
