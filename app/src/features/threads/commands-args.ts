/** Argument schemas of the commands on a thread's room. Ids and times are arguments, so a retry is the same write. */

import * as z from 'zod/mini'
import { FolderId, MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { MessageStatus, ModelRef, Usage } from '@weft/shared/schema/message.ts'
import { Part } from '@weft/shared/schema/part.ts'
import { ModelParameters } from '@weft/shared/schema/provider.ts'
import { ThreadFallback } from './thread-doc.ts'

const thread = { workspaceId: WorkspaceId, threadId: ThreadId }
const title = z.string().check(z.maxLength(500))
const instructions = z.string().check(z.maxLength(100_000))

/** A message under an id that is given, its record as it is, and what was decided about it since. */
const foundMessage = z.looseObject({
  id: MessageId,
  record: z.looseObject({}),
  deleted: z.optional(z.boolean()),
  rating: z.optional(z.enum(['good', 'bad'])),
})

/** What is said of a thread beside its messages. */
const said = {
  title: z.optional(title),
  automaticTitle: z.optional(title),
  folderId: z.optional(FolderId),
  pinned: z.optional(z.boolean()),
  model: z.optional(ModelRef),
  leaf: z.optional(MessageId),
  instructions: z.optional(instructions),
  parameters: z.optional(ModelParameters),
  fallback: z.optional(ThreadFallback),
}

export const threadCommandArgs = {
  /** A person's message. In an unknown thread it founds the thread. */
  'message.send': z.object({
    ...thread,
    messageId: MessageId,
    parentId: z.nullable(MessageId),
    parts: z.array(Part),
    createdAt: z.number(),
    model: z.optional(ModelRef),
    folderId: z.optional(FolderId),
  }),
  /** An answer, written once when its run ends. */
  'message.complete': z.object({
    ...thread,
    messageId: MessageId,
    parentId: MessageId,
    role: z.enum(['assistant', 'tool']),
    parts: z.array(Part),
    createdAt: z.number(),
    status: MessageStatus,
    model: z.optional(ModelRef),
    usage: z.optional(Usage),
    cost: z.optional(z.number()),
    timing: z.optional(z.object({ firstPart: z.optional(z.number()), total: z.optional(z.number()) })),
    continues: z.boolean(),
    leftOut: z.optional(z.number()),
  }),
  'message.delete': z.object({ ...thread, messageId: MessageId, deleted: z.boolean() }),
  /** Marks messages deleted that came together and go together. Those that are not here are passed over. */
  'thread.withdraw': z.object({ ...thread, messageIds: z.array(MessageId) }),
  'message.rate': z.object({ ...thread, messageId: MessageId, rating: z.nullable(z.enum(['good', 'bad'])) }),
  'thread.rename': z.object({ ...thread, title }),
  /** The automatic title: its own register, which the person's always beats. */
  'thread.title': z.object({ ...thread, title }),
  'thread.pin': z.object({ ...thread, pinned: z.boolean() }),
  'thread.archive': z.object({ ...thread, archived: z.boolean() }),
  'thread.move': z.object({ ...thread, folderId: z.nullable(FolderId) }),
  /** To Trash at that time, or out of it with null. */
  'thread.trash': z.object({ ...thread, trashedAt: z.nullable(z.number()) }),
  'thread.chooseModel': z.object({ ...thread, model: ModelRef }),
  'thread.chooseBranch': z.object({ ...thread, leafId: MessageId }),
  'thread.instruct': z.object({ ...thread, instructions }),
  'thread.setParameters': z.object({ ...thread, parameters: ModelParameters }),
  'thread.chooseFallback': z.object({ ...thread, fallback: ThreadFallback }),
  /** A whole thread at once: a duplicate, what was recovered, what is imported or restored. One that is here stays as it is. */
  'thread.found': z.object({
    ...thread,
    createdAt: z.number(),
    trashedAt: z.optional(z.number()),
    recovered: z.optional(z.boolean()),
    archived: z.optional(z.boolean()),
    ...said,
    messages: z.array(foundMessage),
  }),
  /** Messages that a thread lacks. What is in it stays as it is, so that the same merge twice writes nothing. */
  'thread.extend': z.object({ ...thread, messages: z.array(foundMessage) }),
  /** What nobody has said of a thread that is here. Nothing of it takes anything away. */
  'thread.fill-in': z.object({
    ...thread,
    ...said,
    ratings: z.array(z.object({ id: MessageId, rating: z.enum(['good', 'bad']) })),
  }),
} as const
