/** Which threads a list is of: a shelf or several, all of them or those of one folder. */

import type { FolderId } from '@weft/shared/ids.ts'
import type { Shelf } from './tables.ts'

export interface ListScope {
  readonly shelves: readonly Shelf[]
  readonly folderId?: FolderId
}

export const sidebarScope: ListScope = { shelves: ['pinned', 'active'] }
export const archiveScope: ListScope = { shelves: ['archived'] }
export const trashScope: ListScope = { shelves: ['trash'] }
/** What is archived or in Trash is not on the folder's page. */
export const folderScope = (folderId: FolderId): ListScope => ({ shelves: ['pinned', 'active'], folderId })
