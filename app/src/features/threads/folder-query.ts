import type { FolderId } from '@weft/shared/ids.ts'
import { openShelves, type PagedList, readRange, usePaged } from './thread-list-queries.ts'

/** Threads of a folder, newest first; pinned ones stand among the others there. */
export const usePagedFolder = (folderId: FolderId): PagedList =>
  usePaged(folderId, async (database, range) => {
    const shelves = await Promise.all(
      openShelves.map(shelf => readRange(database, '[folderId+shelf+lastAt]', [folderId, shelf], range)),
    )
    return shelves
      .flat()
      .toSorted((a, b) => b.lastAt - a.lastAt)
      .slice(0, range.limit)
  })
