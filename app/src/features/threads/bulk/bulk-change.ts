/** What can be done to many threads at once, as the command for each, and the one that takes it back. Pure. */

import type { FolderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { EngineInfo } from '../../../worker/api.ts'
import type { CommandArgs } from '../../../worker/command-map.ts'

export type BulkChange =
  | { readonly type: 'archive' }
  | { readonly type: 'unarchive' }
  | { readonly type: 'move'; readonly folderId: FolderId | null; readonly folderName: string }
  | { readonly type: 'trash'; readonly at: number }
  | { readonly type: 'put-back' }
  /** For good: the only one without a way back. */
  | { readonly type: 'forget'; readonly at: number }

/** A chosen thread as it stood before. */
export interface ChosenThread {
  readonly workspaceId: WorkspaceId
  readonly threadId: ThreadId
  readonly folderId: FolderId | null
  readonly trashedAt: number | null
}

export type BulkCommand =
  | { readonly name: 'thread.archive'; readonly args: CommandArgs<'thread.archive'> }
  | { readonly name: 'thread.move'; readonly args: CommandArgs<'thread.move'> }
  | { readonly name: 'thread.trash'; readonly args: CommandArgs<'thread.trash'> }
  | { readonly name: 'thread.forget'; readonly args: CommandArgs<'thread.forget'> }

const placeOf = ({ workspaceId, threadId }: ChosenThread) => ({ workspaceId, threadId })

/** `home`: the workspace document, which holds what is deleted for good. */
export const commandOf = (change: BulkChange, thread: ChosenThread, home: EngineInfo): BulkCommand => {
  const place = placeOf(thread)
  switch (change.type) {
    case 'archive':
      return { name: 'thread.archive', args: { ...place, archived: true } }
    case 'unarchive':
      return { name: 'thread.archive', args: { ...place, archived: false } }
    case 'move':
      return { name: 'thread.move', args: { ...place, folderId: change.folderId } }
    case 'trash':
      return { name: 'thread.trash', args: { ...place, trashedAt: change.at } }
    case 'put-back':
      return { name: 'thread.trash', args: { ...place, trashedAt: null } }
    case 'forget':
      return {
        name: 'thread.forget',
        args: { ...home, threadId: thread.threadId, forgottenAt: change.at },
      }
  }
}

/** Undefined: it cannot be taken back. */
export const undoOf = (change: BulkChange, thread: ChosenThread): BulkCommand | undefined => {
  const place = placeOf(thread)
  switch (change.type) {
    case 'archive':
      return { name: 'thread.archive', args: { ...place, archived: false } }
    case 'unarchive':
      return { name: 'thread.archive', args: { ...place, archived: true } }
    case 'move':
      return { name: 'thread.move', args: { ...place, folderId: thread.folderId } }
    case 'trash':
    case 'put-back':
      return { name: 'thread.trash', args: { ...place, trashedAt: thread.trashedAt } }
    case 'forget':
      return undefined
  }
}
