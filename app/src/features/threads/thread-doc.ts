/** A thread's room: what its records and registers mean. Codes are short because a server sees them. */

import { FolderId, MessageId } from '@weft/shared/ids.ts'
import { Message, ModelRef } from '@weft/shared/schema/message.ts'
import { ModelParameters } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { type RegisterField, readRegister, registerField } from '../../core/register-field.ts'
import type { OpenedValue, RoomView, UnreadableReason } from '../../core/room-view.ts'

export const threadKind = 'thread'

/** The subject of registers about the thread itself; a message's registers have its id as subject. */
export const threadSubject = 't'

/** Who answers without a network: a model of a device, nobody ('wait'), or null as the person set it for all threads. */
export const ThreadFallback = z.nullable(z.union([z.literal('wait'), ModelRef]))
export type ThreadFallback = z.infer<typeof ThreadFallback>

export const threadFields = {
  title: registerField('ti', z.string()),
  automaticTitle: registerField('at', z.string()),
  pinned: registerField('pi', z.boolean()),
  archived: registerField('ar', z.boolean()),
  folder: registerField('fo', z.nullable(FolderId)),
  trashed: registerField('tr', z.nullable(z.number())),
  model: registerField('mo', ModelRef),
  leaf: registerField('le', MessageId),
  instructions: registerField('in', z.string()),
  parameters: registerField('pa', ModelParameters),
  fallback: registerField('fb', ThreadFallback),
  created: registerField('cr', z.number()),
  /** Made of what this person wrote into a thread while it was deleted elsewhere. */
  recovered: registerField('re', z.boolean()),
} as const

export const messageFields = {
  deleted: registerField('de', z.boolean()),
  rating: registerField('ra', z.nullable(z.enum(['good', 'bad']))),
} as const

/** A register of the thread itself. */
export const threadField = <T>(view: RoomView, field: RegisterField<T>): T | null =>
  readRegister(view, threadSubject, field)

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
  readRegister(view, id, messageFields.deleted) === true

export const ratingOf = (view: RoomView, id: string): 'good' | 'bad' | null =>
  readRegister(view, id, messageFields.rating)

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
