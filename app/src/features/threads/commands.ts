/** What a person or a run can do to a thread. Every body is pure: view and arguments in, writes out. */

import type { Stamp } from '@weft/shared/clock.ts'
import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type * as z from 'zod/mini'
import { defineCommand } from '../../core/commands.ts'
import type { Refusal, Write } from '../../core/feature.ts'
import type { RoomView } from '../../core/room-view.ts'
import { mergeUnknown } from '../../core/writes.ts'
import { threadCommandArgs } from './commands-args.ts'
import {
  isAtOrAbove,
  messageFields,
  openedMessage,
  type ThreadField,
  threadField,
  threadFields,
  threadKind,
  threadSubject,
} from './thread-doc.ts'

type Schemas = typeof threadCommandArgs
type Args<Name extends keyof Schemas> = z.infer<Schemas[Name]>
type Writes = Result<readonly Write[], Refusal>

const refuse = (detail: string): Writes => err({ type: 'command-refused', detail })

const roomOf = (args: { readonly workspaceId: WorkspaceId; readonly threadId: ThreadId }) => ({
  workspaceId: args.workspaceId,
  roomId: args.threadId,
})

const setField = (field: ThreadField, value: unknown): Write => ({
  type: 'register',
  subject: threadSubject,
  field: threadFields[field],
  value,
})

/** Writes only what changes: a switch flipped to where it stands costs nothing. */
const changeField = (view: RoomView, field: ThreadField, value: unknown): readonly Write[] => {
  const shown = view.register(threadSubject, threadFields[field])
  return shown && JSON.stringify(shown.value) === JSON.stringify(value) ? [] : [setField(field, value)]
}

/** The model of the last message, kept so that the next one goes to the same. */
const rememberModel = (view: RoomView, model: ModelRef | undefined): readonly Write[] =>
  model ? changeField(view, 'model', mergeUnknown(threadField(view, 'model'), model)) : []

/** A message on another branch than the chosen one moves the choice to it. */
const followBranch = (view: RoomView, args: Args<'message.send'>): readonly Write[] => {
  const leaf = threadField(view, 'leaf')
  return leaf === null || isAtOrAbove(view, leaf, args.parentId) ? [] : [setField('leaf', args.messageId)]
}

const foundThread = (view: RoomView, createdAt: number, folderId: string | undefined): readonly Write[] =>
  view.header === null
    ? [setField('created', createdAt), ...(folderId ? [setField('folder', folderId)] : [])]
    : []

const send = (view: RoomView, args: Args<'message.send'>, stamp: Stamp): Writes => {
  if (openedMessage(view, args.messageId)) return ok([])
  const { messageId, parentId, parts, createdAt, model, folderId } = args
  const body = { parentId, role: 'user', stamp, createdAt, parts, status: 'complete' }
  return ok([
    ...foundThread(view, createdAt, folderId),
    { type: 'record', key: messageId, body },
    ...followBranch(view, args),
    ...rememberModel(view, model),
  ])
}

const complete = (view: RoomView, args: Args<'message.complete'>, stamp: Stamp): Writes => {
  if (openedMessage(view, args.messageId)) return ok([])
  const { messageId, workspaceId: _workspace, threadId: _thread, continues, ...rest } = args
  const body = { ...rest, stamp, ...(continues ? { continues } : {}) }
  return ok([{ type: 'record', key: messageId, body }])
}

/** Each record with its times and stamps as they were; the tree is already under new ids. */
const found = (view: RoomView, args: Args<'thread.found'>): Writes => {
  if (view.header !== null) return ok([])
  return ok([
    ...foundThread(view, args.createdAt, args.folderId),
    ...(args.title === undefined ? [] : [setField('title', args.title)]),
    ...args.messages.map(({ id, record }): Write => ({ type: 'record', key: id, body: record })),
  ])
}

const onMessage =
  (field: keyof typeof messageFields) =>
  (view: RoomView, messageId: string, value: unknown): Writes => {
    if (!view.records.has(messageId)) return refuse('message-missing')
    const shown = view.register(messageId, messageFields[field])
    if (shown?.value === value || (!shown && !value)) return ok([])
    return ok([{ type: 'register', subject: messageId, field: messageFields[field], value }])
  }

const markDeleted = onMessage('deleted')
const rate = onMessage('rating')

const command = <Name extends keyof Schemas>(
  name: Name,
  body: (view: RoomView, args: Args<Name>, stamp: Stamp) => Writes,
  founds = false,
) =>
  defineCommand<Args<Name>>({
    name,
    // A lookup by a generic name is a union to the compiler; it is the schema of this name.
    args: threadCommandArgs[name] as unknown as z.ZodMiniType<Args<Name>>,
    roomKind: threadKind,
    room: args => roomOf(args as unknown as Parameters<typeof roomOf>[0]),
    founds,
    body,
  })

export const threadCommands = [
  command('message.send', send, true),
  command('message.complete', complete),
  command('message.delete', (view, args) => markDeleted(view, args.messageId, args.deleted)),
  command('message.rate', (view, args) => rate(view, args.messageId, args.rating)),
  command('thread.rename', (view, args) => ok(changeField(view, 'title', args.title.trim()))),
  command('thread.title', (view, args) => ok(changeField(view, 'automaticTitle', args.title.trim()))),
  command('thread.pin', (view, args) => ok(changeField(view, 'pinned', args.pinned))),
  command('thread.archive', (view, args) => ok(changeField(view, 'archived', args.archived))),
  command('thread.move', (view, args) => ok(changeField(view, 'folder', args.folderId))),
  command('thread.trash', (view, args) => ok(changeField(view, 'trashed', args.trashedAt))),
  command('thread.chooseModel', (view, args) => ok(rememberModel(view, args.model))),
  command('thread.chooseBranch', (view, args) =>
    openedMessage(view, args.leafId) ? ok(changeField(view, 'leaf', args.leafId)) : refuse('message-missing'),
  ),
  command('thread.instruct', (view, args) => ok(changeField(view, 'instructions', args.instructions))),
  command('thread.setParameters', (view, args) =>
    ok(changeField(view, 'parameters', mergeUnknown(threadField(view, 'parameters'), args.parameters))),
  ),
  command('thread.found', found, true),
]
