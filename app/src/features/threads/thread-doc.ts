/** A thread's room: what its records and registers mean. Codes are short because a server sees them. */

import { FolderId, MessageId } from '@weft/shared/ids.ts'
import { Message, ModelRef } from '@weft/shared/schema/message.ts'
import { ModelParameters } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import type { OpenedValue, RoomView, UnreadableReason } from '../../core/room-view.ts'

export const threadKind = 'thread'

/** The subject of registers about the thread itself; a message's registers have its id as subject. */
export const threadSubject = 't'

export const threadFields = {
  title: 'ti',
  automaticTitle: 'at',
  pinned: 'pi',
  archived: 'ar',
  folder: 'fo',
  trashed: 'tr',
  model: 'mo',
  leaf: 'le',
  instructions: 'in',
  parameters: 'pa',
  created: 'cr',
} as const

export const messageFields = { deleted: 'de', rating: 'ra' } as const

export type ThreadField = keyof typeof threadFields

const fieldSchemas = {
  title: z.string(),
  automaticTitle: z.string(),
  pinned: z.boolean(),
  archived: z.boolean(),
  folder: z.nullable(FolderId),
  trashed: z.nullable(z.number()),
  model: ModelRef,
  leaf: MessageId,
  instructions: z.string(),
  parameters: ModelParameters,
  created: z.number(),
} as const

type FieldValue<Field extends ThreadField> = z.infer<(typeof fieldSchemas)[Field]>

/** A register of the thread, or null when it was never set or holds something else. */
export const threadField = <Field extends ThreadField>(
  view: RoomView,
  field: Field,
): FieldValue<Field> | null => {
  const register = view.register(threadSubject, threadFields[field])
  if (!register) return null
  const parsed = fieldSchemas[field].safeParse(register.value)
  // The schema was looked up by this very field.
  return parsed.success ? (parsed.data as FieldValue<Field>) : null
}

export type OpenedMessage =
  | {
      readonly state: 'opened'
      readonly message: Message
      readonly schema: number
      readonly minReader: number
    }
  | { readonly state: 'unreadable'; readonly reason: UnreadableReason }

/** Records never change, so each is parsed once. */
const parsed = new WeakMap<OpenedValue, OpenedMessage>()

const parseMessage = (opened: OpenedValue): OpenedMessage => {
  if (opened.state === 'unreadable') return opened
  const message = Message.safeParse(opened.record.body)
  if (!message.success) return { state: 'unreadable', reason: 'record-malformed' }
  const { schema, minReader } = opened.record
  return { state: 'opened', message: message.data, schema, minReader }
}

export const openedMessage = (view: RoomView, id: string): OpenedMessage | null => {
  const opened = view.records.get(id)
  if (!opened) return null
  const known = parsed.get(opened) ?? parseMessage(opened)
  parsed.set(opened, known)
  return known
}

export const isDeleted = (view: RoomView, id: string): boolean =>
  view.register(id, messageFields.deleted)?.value === true

export const ratingOf = (view: RoomView, id: string): 'good' | 'bad' | null => {
  const value = view.register(id, messageFields.rating)?.value
  return value === 'good' || value === 'bad' ? value : null
}

/** The ids of all messages, opened or not. */
export const messageIds = (view: RoomView): readonly MessageId[] =>
  [...view.records.keys()].flatMap(key => {
    const id = MessageId.safeParse(key)
    return id.success ? [id.data] : []
  })

/** Does `id` stand at or above `descendant`? Ends at unknown parents and at cycles, which no Weft writes. */
export const isAtOrAbove = (view: RoomView, id: MessageId, descendant: MessageId | null): boolean => {
  const seen = new Set<MessageId>()
  for (let step = descendant; step !== null && !seen.has(step); ) {
    if (step === id) return true
    seen.add(step)
    const opened = openedMessage(view, step)
    step = opened?.state === 'opened' ? opened.message.parentId : null
  }
  return false
}
