/** Folders of a file in this workspace: found again where they are here, made where they never were. */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import { type FolderId, WorkspaceRoomId } from '@weft/shared/ids.ts'
import type { Commands } from '../../../core/commands.ts'
import type { RoomRef } from '../../../core/room-ref.ts'
import type { Rooms } from '../../../core/rooms.ts'
import { folderView } from '../../workspace/workspace-doc.ts'

/**
 * `deleted`: by the person, and it stays deleted; its threads come into no folder. `unmade`: it cannot be made, and they
 * come all the same.
 */
export type FoundFolder =
  | { readonly type: 'here'; readonly folderId: FolderId }
  | { readonly type: 'deleted' | 'unmade' }

export interface FindFolders {
  readonly folder: (source: string, sourceId: string, name: string) => Promise<FoundFolder>
  /** Under the id that the file has. */
  readonly own: (folderId: FolderId) => Promise<'here' | 'deleted' | 'absent'>
  /** That were made here. */
  readonly made: () => readonly FolderId[]
}

interface Deps {
  readonly rooms: Pick<Rooms, 'open'>
  readonly commands: Commands
  readonly document: RoomRef
  readonly ids: Pick<SourceIds, 'folder'>
  readonly createdAt: number
  readonly madeBefore: readonly FolderId[]
  /** That an undo has deleted, and not the person. */
  readonly takenBack: ReadonlySet<FolderId>
}

/** What the command takes. */
const maxName = 200

export const createFindFolders = (deps: Deps): FindFolders => {
  const { rooms, commands, document, ids, createdAt, takenBack } = deps
  const made = new Set<FolderId>(deps.madeBefore)

  const own = async (folderId: FolderId): Promise<'here' | 'deleted' | 'absent'> => {
    const view = await (await rooms.open(document)).view()
    if (!view.ok) return 'absent'
    const { name, deleted } = folderView(view.value, folderId)
    if (deleted) return 'deleted'
    return name === null ? 'absent' : 'here'
  }

  /** Made, or put back where only an undo had taken it away. */
  const make = async (folderId: FolderId, name: string, isDeleted: boolean): Promise<FoundFolder> => {
    const { workspaceId } = document
    const place = { workspaceId, roomId: WorkspaceRoomId.parse(document.roomId), folderId }
    const done = await (isDeleted
      ? commands.execute('folder.delete', { ...place, deleted: false })
      : commands.execute('folder.create', { ...place, name, createdAt }))
    if (!done.ok) return { type: 'unmade' }
    made.add(folderId)
    return { type: 'here', folderId }
  }

  return {
    // Looked for anew for each thread: the person may delete it while the import goes on.
    folder: async (source, sourceId, name) => {
      const folderId = ids.folder(source, sourceId, 0)
      const state = await own(folderId)
      if (state === 'here') return { type: 'here', folderId }
      if (state === 'deleted' && (made.has(folderId) || !takenBack.has(folderId))) return { type: 'deleted' }
      return make(folderId, shorten(name, sourceId), state === 'deleted')
    },
    own,
    made: () => [...made],
  }
}

const shorten = (name: string, otherwise: string): string =>
  (name.trim() || otherwise).slice(0, maxName).trim() || '…'
