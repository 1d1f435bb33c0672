/** What a person or a run can do to a thread. Every body is pure: view and arguments in, writes out. */

import type { Stamp } from '@weft/shared/clock.ts'
import type { FolderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type * as z from 'zod/mini'
import { defineCommand } from '../../core/commands.ts'
import type { Refusal, Write } from '../../core/feature.ts'
import type { RegisterField } from '../../core/register-field.ts'
import type { RoomView } from '../../core/room-view.ts'
import { mergeUnknown } from '../../core/writes.ts'
import { threadCommandArgs } from './commands-args.ts'
import {
  isAtOrAbove,
  messageFields,
  openedMessage,
  threadField,
  threadFields,
  threadKind,
  threadSubject,
} from './thread-doc.ts'

type Schemas = typeof threadCommandArgs
type Args<Name extends keyof Schemas> = z.infer<Schemas[Name]>
type Writes = Result<readonly Write[], Refusal>

const refuse = (detail: string): Writes => err({ type: 'command-refused', detail })

interface Place {
  readonly workspaceId: WorkspaceId
  readonly threadId: ThreadId
}

const roomOf = (args: Place) => ({
  workspaceId: args.workspaceId,
  roomId: args.threadId,
})

const setField = <T>(field: RegisterField<T>, value: T): Write => ({
  type: 'register',
  subject: threadSubject,
  field: field.code,
  value,
})

/** Writes only what changes: a switch flipped to where it stands costs nothing. */
const changeField = <T>(view: RoomView, field: RegisterField<T>, value: T): readonly Write[] => {
  const shown = view.register(threadSubject, field.code)
  return shown && JSON.stringify(shown.value) === JSON.stringify(value) ? [] : [setField(field, value)]
}

/** The model of the last message, kept so that the next one goes to the same. */
const rememberModel = (view: RoomView, model: ModelRef | undefined): readonly Write[] =>
  model
    ? changeField(view, threadFields.model, mergeUnknown(threadField(view, threadFields.model), model))
    : []

/** A message on another branch than the chosen one moves the choice to it. */
const followBranch = (view: RoomView, args: Args<'message.send'>): readonly Write[] => {
  const leaf = threadField(view, threadFields.leaf)
  return leaf === null || isAtOrAbove(view, leaf, args.parentId)
    ? []
    : [setField(threadFields.leaf, args.messageId)]
}

const foundThread = (view: RoomView, createdAt: number, folderId: FolderId | undefined): readonly Write[] =>
  view.header === null
    ? [
        setField(threadFields.created, createdAt),
        ...(folderId ? [setField(threadFields.folder, folderId)] : []),
      ]
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

type FoundMessage = Args<'thread.extend'>['messages'][number]

/**
 * Merging never overwrites: of what anybody has said, a value that was taken back included, nothing is said again; and what
 * somebody says elsewhere at the same time stands over it.
 */
const sayFirst = <T>(
  view: RoomView,
  subject: string,
  field: RegisterField<T>,
  value: T | undefined,
): readonly Write[] =>
  value === undefined || view.register(subject, field.code) !== null
    ? []
    : [{ type: 'register', subject, field: field.code, value, yields: true }]

/** Each record with its times and stamps as they were; the tree is already under the ids it is to have. */
const addMissing = (view: RoomView, messages: readonly FoundMessage[]): readonly Write[] =>
  messages.flatMap(({ id, record, deleted, rating }): readonly Write[] =>
    view.records.has(id)
      ? []
      : [
          { type: 'record', key: id, body: record },
          ...sayFirst(view, id, messageFields.deleted, deleted || undefined),
          ...sayFirst(view, id, messageFields.rating, rating),
        ],
  )

/** What is said of a thread and takes nothing away. */
const saySettings = (
  view: RoomView,
  args: Args<'thread.found'> | Args<'thread.fill-in'>,
): readonly Write[] => {
  const say = <T>(field: RegisterField<T>, value: T | undefined): readonly Write[] =>
    sayFirst(view, threadSubject, field, value)
  return [
    ...say(threadFields.folder, args.folderId),
    ...say(threadFields.title, args.title),
    ...say(threadFields.automaticTitle, args.automaticTitle),
    ...say(threadFields.pinned, args.pinned || undefined),
    ...say(threadFields.model, args.model),
    ...say(threadFields.leaf, args.leaf),
    ...say(threadFields.instructions, args.instructions || undefined),
    ...say(threadFields.parameters, args.parameters),
    ...say(threadFields.fallback, args.fallback ?? undefined),
  ]
}

const found = (view: RoomView, args: Args<'thread.found'>): Writes => {
  if (view.header !== null) return ok([])
  const say = <T>(field: RegisterField<T>, value: T | undefined): readonly Write[] =>
    sayFirst(view, threadSubject, field, value)
  return ok([
    ...say(threadFields.created, args.createdAt),
    ...saySettings(view, args),
    ...say(threadFields.archived, args.archived || undefined),
    ...say(threadFields.trashed, args.trashedAt),
    ...say(threadFields.recovered, args.recovered || undefined),
    ...addMissing(view, args.messages),
  ])
}

const fillIn = (view: RoomView, args: Args<'thread.fill-in'>): Writes =>
  ok([
    ...saySettings(view, args),
    ...args.ratings.flatMap(({ id, rating }) =>
      view.records.has(id) ? sayFirst(view, id, messageFields.rating, rating) : [],
    ),
  ])

const onMessage =
  <T>(field: RegisterField<T>) =>
  (view: RoomView, messageId: string, value: T): Writes => {
    if (!view.records.has(messageId)) return refuse('message-missing')
    const shown = view.register(messageId, field.code)
    if (shown?.value === value || (!shown && !value)) return ok([])
    return ok([{ type: 'register', subject: messageId, field: field.code, value }])
  }

const markDeleted = onMessage(messageFields.deleted)
const rate = onMessage(messageFields.rating)

const withdraw = (view: RoomView, { messageIds }: Args<'thread.withdraw'>): Writes =>
  ok(
    messageIds.flatMap(messageId => {
      const marked = markDeleted(view, messageId, true)
      return marked.ok ? marked.value : []
    }),
  )

const command = <Arguments extends Place>(
  name: keyof Schemas,
  args: z.ZodMiniType<Arguments>,
  body: (view: RoomView, args: Arguments, stamp: Stamp) => Writes,
  founds = false,
) => defineCommand<Arguments>({ name, args, roomKind: threadKind, room: roomOf, founds, body })

export const threadCommands = [
  command('message.send', threadCommandArgs['message.send'], send, true),
  command('message.complete', threadCommandArgs['message.complete'], complete),
  command('message.delete', threadCommandArgs['message.delete'], (view, args) =>
    markDeleted(view, args.messageId, args.deleted),
  ),
  command('thread.withdraw', threadCommandArgs['thread.withdraw'], withdraw),
  command('message.rate', threadCommandArgs['message.rate'], (view, args) =>
    rate(view, args.messageId, args.rating),
  ),
  command('thread.rename', threadCommandArgs['thread.rename'], (view, args) =>
    ok(changeField(view, threadFields.title, args.title.trim())),
  ),
  command('thread.title', threadCommandArgs['thread.title'], (view, args) =>
    ok(changeField(view, threadFields.automaticTitle, args.title.trim())),
  ),
  command('thread.pin', threadCommandArgs['thread.pin'], (view, args) =>
    ok(changeField(view, threadFields.pinned, args.pinned)),
  ),
  command('thread.archive', threadCommandArgs['thread.archive'], (view, args) =>
    ok(changeField(view, threadFields.archived, args.archived)),
  ),
  command('thread.move', threadCommandArgs['thread.move'], (view, args) =>
    ok(changeField(view, threadFields.folder, args.folderId)),
  ),
  command('thread.trash', threadCommandArgs['thread.trash'], (view, args) =>
    ok(changeField(view, threadFields.trashed, args.trashedAt)),
  ),
  command('thread.chooseModel', threadCommandArgs['thread.chooseModel'], (view, args) =>
    ok(rememberModel(view, args.model)),
  ),
  command('thread.chooseBranch', threadCommandArgs['thread.chooseBranch'], (view, args) =>
    openedMessage(view, args.leafId)
      ? ok(changeField(view, threadFields.leaf, args.leafId))
      : refuse('message-missing'),
  ),
  command('thread.instruct', threadCommandArgs['thread.instruct'], (view, args) =>
    ok(changeField(view, threadFields.instructions, args.instructions)),
  ),
  command('thread.setParameters', threadCommandArgs['thread.setParameters'], (view, args) =>
    ok(
      changeField(
        view,
        threadFields.parameters,
        mergeUnknown(threadField(view, threadFields.parameters), args.parameters),
      ),
    ),
  ),
  command('thread.chooseFallback', threadCommandArgs['thread.chooseFallback'], (view, args) =>
    // What was never said need not be taken back.
    args.fallback === null && view.register(threadSubject, threadFields.fallback.code) === null
      ? ok([])
      : ok(changeField(view, threadFields.fallback, args.fallback)),
  ),
  command('thread.found', threadCommandArgs['thread.found'], found, true),
  command('thread.extend', threadCommandArgs['thread.extend'], (view, args) =>
    ok(addMissing(view, args.messages)),
  ),
  command('thread.fill-in', threadCommandArgs['thread.fill-in'], fillIn),
]
