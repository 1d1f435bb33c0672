/**
 * A thread as it leaves Weft and comes back: what a JSON export and a backup hold, and what every import is made into
 * before it is written. It is the whole tree with everything a document says of it, and nothing of how it is stored:
 * no seals, no devices, no server numbers. `docs/export-format.md` describes it for other programs.
 */

import { FolderId, MessageId, ThreadId } from '@weft/shared/ids.ts'
import { Message, ModelRef } from '@weft/shared/schema/message.ts'
import { ModelParameters } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { ThreadFallback } from '../threads/thread-doc.ts'

/** A message as its record is, unknown fields included, and what was decided about it since. */
export const PortableMessage = z.extend(Message, {
  id: MessageId,
  /** It was deleted, and could still be put back. */
  deleted: z.optional(z.literal(true)),
  rating: z.optional(z.enum(['good', 'bad'])),
})
export type PortableMessage = z.infer<typeof PortableMessage>

/** Times are milliseconds since the epoch. What is absent was never said. */
export const PortableThread = z.looseObject({
  id: ThreadId,
  createdAt: z.number(),
  /** As the person wrote it. */
  title: z.optional(z.string()),
  automaticTitle: z.optional(z.string()),
  folderId: z.optional(FolderId),
  pinned: z.optional(z.literal(true)),
  archived: z.optional(z.literal(true)),
  trashedAt: z.optional(z.number()),
  /** Made of what the person wrote into a thread while it was deleted elsewhere. */
  recovered: z.optional(z.literal(true)),
  model: z.optional(ModelRef),
  /** The newest message of the branch that is shown; absent: the newest of all. */
  leaf: z.optional(MessageId),
  instructions: z.optional(z.string()),
  parameters: z.optional(ModelParameters),
  fallback: z.optional(ThreadFallback),
  messages: z.array(PortableMessage),
})
export type PortableThread = z.infer<typeof PortableThread>

export const PortableFolder = z.looseObject({
  id: FolderId,
  name: z.string(),
  createdAt: z.number(),
})
export type PortableFolder = z.infer<typeof PortableFolder>
