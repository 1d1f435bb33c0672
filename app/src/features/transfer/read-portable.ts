/**
 * A thread's room as a portable thread: every message, whatever its branch and whether or not it was deleted, and every
 * register that this Weft knows. What cannot be read is not in it and is named beside it, so that whoever writes a file
 * says what the file lacks.
 */

import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import { definedFields } from '../../core/defined-fields.ts'
import { type RegisterField, readRegister } from '../../core/register-field.ts'
import type { RoomView } from '../../core/room-view.ts'
import {
  isDeleted,
  messageFields,
  messageIds,
  openedMessage,
  ratingOf,
  threadField,
  threadFields,
  threadSubject,
} from '../threads/thread-doc.ts'
import { folderIds, folderView } from '../workspace/workspace-doc.ts'
import type { PortableFolder, PortableMessage, PortableThread } from './portable-thread.ts'

export interface UnreadableMessage {
  readonly id: MessageId
  /** A tag of `OpenError` or `RecordError`: a seal that does not open, or a record of a newer Weft. */
  readonly reason: string
}

export interface ReadPortable {
  readonly thread: PortableThread
  readonly unreadableMessages: readonly UnreadableMessage[]
  /** What was decided about the thread or a message (a title, a rating) and cannot be read here. */
  readonly unreadableRegisters: number
}

const isSet = (value: boolean | null): true | null => (value === true ? true : null)

/** By their stamps, so that an answer comes after its question; the id decides between equal ones. */
const oldestFirst = (a: PortableMessage, b: PortableMessage): number => {
  if (a.stamp !== b.stamp) return a.stamp < b.stamp ? -1 : 1
  return a.id < b.id ? -1 : 1
}

const foundedAt = (view: RoomView, messages: readonly PortableMessage[]): number =>
  threadField(view, threadFields.created) ?? messages[0]?.createdAt ?? 0

const readMessages = (
  view: RoomView,
): { readonly messages: readonly PortableMessage[]; readonly unreadable: readonly UnreadableMessage[] } => {
  const messages: PortableMessage[] = []
  const unreadable: UnreadableMessage[] = []
  for (const id of messageIds(view)) {
    const opened = openedMessage(view, id)
    if (!opened) continue
    if (opened.state === 'unreadable') {
      unreadable.push({ id, reason: opened.reason })
      continue
    }
    const decided = definedFields({ deleted: isSet(isDeleted(view, id)), rating: ratingOf(view, id) })
    messages.push({ ...opened.message, id, ...decided })
  }
  return { messages: messages.toSorted(oldestFirst), unreadable }
}

/** Registers that are there and hold what their schema here does not take. */
const misunderstood = (view: RoomView): number => {
  const isUnclear = <T>(subject: string, field: RegisterField<T>): boolean => {
    const register = view.register(subject, field.code)
    return register !== null && register.value !== null && readRegister(view, subject, field) === null
  }
  const count = (subject: string, fields: Readonly<Record<string, RegisterField<unknown>>>): number =>
    Object.values(fields).filter(field => isUnclear(subject, field)).length
  let sum = count(threadSubject, threadFields)
  for (const id of view.records.keys()) sum += count(id, messageFields)
  return sum
}

/** Records that do not open are among `view.unreadable`; those that open and are no messages are not. */
const unopenedRegisters = (view: RoomView): number => {
  const unopenedRecords = [...view.records.values()].filter(({ state }) => state === 'unreadable').length
  return Math.max(0, view.unreadable - unopenedRecords)
}

export const readPortable = (view: RoomView, id: ThreadId): ReadPortable => {
  const { messages, unreadable } = readMessages(view)
  return {
    thread: {
      id,
      createdAt: foundedAt(view, messages),
      ...definedFields({
        title: threadField(view, threadFields.title),
        automaticTitle: threadField(view, threadFields.automaticTitle),
        folderId: threadField(view, threadFields.folder),
        pinned: isSet(threadField(view, threadFields.pinned)),
        archived: isSet(threadField(view, threadFields.archived)),
        trashedAt: threadField(view, threadFields.trashed),
        recovered: isSet(threadField(view, threadFields.recovered)),
        model: threadField(view, threadFields.model),
        leaf: threadField(view, threadFields.leaf),
        instructions: threadField(view, threadFields.instructions),
        parameters: threadField(view, threadFields.parameters),
        fallback: threadField(view, threadFields.fallback),
      }),
      messages: [...messages],
    },
    unreadableMessages: unreadable,
    unreadableRegisters: unopenedRegisters(view) + misunderstood(view),
  }
}

/** Of a workspace's document, those that were not deleted. */
export const readPortableFolders = (view: RoomView): readonly PortableFolder[] =>
  folderIds(view).flatMap(id => {
    const { name, createdAt, deleted } = folderView(view, id)
    return deleted ? [] : [{ id, name: name ?? '', createdAt }]
  })
