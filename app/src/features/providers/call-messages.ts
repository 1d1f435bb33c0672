/** What the two ends of any port for calls say to each other besides their calls and answers (`call-port.ts`), as schemas. */

import * as z from 'zod/mini'
import { StreamPartSchema } from './stream-part-schema.ts'

export const call = z.number()

export const callControlSchemas = [
  z.strictObject({ type: z.literal('abort'), call }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('hello'), lifeline: z.string() }),
] as const

export const callReportSchemas = [
  z.object({ type: z.literal('hello'), lifeline: z.string() }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('parts'), call, parts: z.array(StreamPartSchema) }),
  z.object({ type: z.literal('end'), call }),
  z.object({ type: z.literal('refused'), call }),
  z.object({ type: z.literal('failed'), call }),
] as const

/** What a page tells a worker it has started: to serve the ports that come along, to go when its work is done. */
const FromPage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('connect') }),
  z.strictObject({ type: z.literal('retire') }),
])

export const parseFromPage = (data: unknown): z.infer<typeof FromPage> | undefined =>
  z.safeParse(FromPage, data).data
