/** A thread of a history as the commands that write it: one that founds it, and one for each thing decided since. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { PortableThread } from '../../../app/src/features/transfer/portable-thread.ts'

export interface CommandCall {
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
}

export const threadToCalls = (thread: PortableThread, workspaceId: WorkspaceId): readonly CommandCall[] => {
  const place = { workspaceId, threadId: thread.id }
  const said = (present: unknown, name: string, args: object): readonly CommandCall[] =>
    present === undefined ? [] : [{ name, args: { ...place, ...args } }]

  return [
    {
      name: 'thread.found',
      args: {
        ...place,
        createdAt: thread.createdAt,
        ...(thread.title === undefined ? {} : { title: thread.title }),
        ...(thread.folderId === undefined ? {} : { folderId: thread.folderId }),
        ...(thread.trashedAt === undefined ? {} : { trashedAt: thread.trashedAt }),
        // What was decided about a message is no part of its record.
        messages: thread.messages.map(({ id, rating: _rating, deleted: _deleted, ...record }) => ({
          id,
          record,
        })),
      },
    },
    ...said(thread.pinned, 'thread.pin', { pinned: true }),
    ...said(thread.archived, 'thread.archive', { archived: true }),
    ...said(thread.leaf, 'thread.chooseBranch', { leafId: thread.leaf }),
    ...thread.messages.flatMap(({ id, rating }) => said(rating, 'message.rate', { messageId: id, rating })),
  ]
}
