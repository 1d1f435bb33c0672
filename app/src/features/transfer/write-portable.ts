/**
 * A portable thread as the commands that bring it into a workspace: whole where it is not here, else only the messages
 * that are missing. Merging never overwrites, and the same thread twice is no command at all. Pure; who runs the
 * commands (an import, a restore) says what is here, and a command that finds otherwise does no harm.
 */

import type { MessageId, WorkspaceId } from '@weft/shared/ids.ts'
import { definedFields } from '../../core/defined-fields.ts'
import {
  extendInSteps,
  type FoundArgs,
  type FoundMessage,
  foundInSteps,
  type ThreadStep,
} from '../threads/found-in-steps.ts'
import type { PortableMessage, PortableThread } from './portable-thread.ts'

/** What the commands take; a longer one of another program is cut. */
const maxTitle = 500
const maxInstructions = 100_000

const toFoundMessage = ({ id, deleted, rating, ...record }: PortableMessage): FoundMessage => ({
  id,
  record,
  ...definedFields({ deleted, rating }),
})

const toFoundArgs = (workspaceId: WorkspaceId, thread: PortableThread): FoundArgs => ({
  workspaceId,
  threadId: thread.id,
  createdAt: thread.createdAt,
  ...definedFields({
    title: thread.title?.slice(0, maxTitle),
    automaticTitle: thread.automaticTitle?.slice(0, maxTitle),
    folderId: thread.folderId,
    pinned: thread.pinned,
    archived: thread.archived,
    trashedAt: thread.trashedAt,
    recovered: thread.recovered,
    model: thread.model,
    leaf: thread.leaf,
    instructions: thread.instructions?.slice(0, maxInstructions),
    parameters: thread.parameters,
    fallback: thread.fallback,
  }),
  messages: thread.messages.map(toFoundMessage),
})

/** Messages of `thread` that are not among those here. */
export const missingMessages = (
  thread: PortableThread,
  here: ReadonlySet<MessageId>,
): readonly PortableMessage[] => thread.messages.filter(({ id }) => !here.has(id))

/** `here`: the messages of the thread in this workspace, deleted ones included; null where the thread is not here. */
export const writePortable = (
  workspaceId: WorkspaceId,
  thread: PortableThread,
  here: ReadonlySet<MessageId> | null,
): readonly ThreadStep[] =>
  here === null
    ? foundInSteps(toFoundArgs(workspaceId, thread))
    : extendInSteps({
        workspaceId,
        threadId: thread.id,
        messages: missingMessages(thread, here).map(toFoundMessage),
      })
