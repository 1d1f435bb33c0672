/** A list of threads as one run of rows with headings between, as the window over it wants it. Pure. */

import type { FolderId, ThreadId } from '@weft/shared/ids.ts'
import type { FolderRow } from '../workspace/tables.ts'
import { createDateGroups, type DateGroup, dateGroupKey } from './date-groups.ts'
import type { ThreadRow } from './tables.ts'

export type ListHeading = 'pinned' | 'folders' | DateGroup

export type ListItem =
  | { readonly type: 'heading'; readonly key: string; readonly heading: ListHeading }
  | {
      readonly type: 'folder'
      readonly key: FolderId
      readonly folder: FolderRow
      readonly count: number | undefined
    }
  | { readonly type: 'thread'; readonly key: ThreadId; readonly thread: ThreadRow }

const toItem = (thread: ThreadRow): ListItem => ({ type: 'thread', key: thread.roomId, thread })

/** Threads under the headings of their days; `threads` are in order, newest first. */
export const dateItems = (threads: readonly ThreadRow[], now: number): readonly ListItem[] => {
  const groupOf = createDateGroups(now)
  const items: ListItem[] = []
  let open = ''
  for (const thread of threads) {
    const heading = groupOf(thread.lastAt)
    const key = dateGroupKey(heading)
    if (key !== open) items.push({ type: 'heading', key, heading })
    open = key
    items.push(toItem(thread))
  }
  return items
}

/** Pinned threads under theirs, in the order in which something was last said. */
export const pinnedItems = (threads: readonly ThreadRow[]): readonly ListItem[] =>
  threads.length === 0 ? [] : [{ type: 'heading', key: 'pinned', heading: 'pinned' }, ...threads.map(toItem)]

export const folderItems = (
  folders: readonly FolderRow[],
  counts: ReadonlyMap<FolderId, number> | undefined,
): readonly ListItem[] =>
  folders.length === 0
    ? []
    : [
        { type: 'heading', key: 'folders', heading: 'folders' },
        ...folders.map(
          (folder): ListItem => ({
            type: 'folder',
            key: folder.id,
            folder,
            count: counts?.get(folder.id),
          }),
        ),
      ]
