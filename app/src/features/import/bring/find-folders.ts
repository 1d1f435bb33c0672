/** Folders of a file in this workspace: found again where they are here, made where they are not. */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { FolderId } from '@weft/shared/ids.ts'
import type { Commands } from '../../../core/commands.ts'
import type { RoomRef } from '../../../core/room-ref.ts'
import type { Rooms } from '../../../core/rooms.ts'
import { WorkspaceRoomId } from '@weft/shared/ids.ts'
import { folderView } from '../../workspace/workspace-doc.ts'

export interface FindFolders {
  /** Undefined when the folder cannot be made; its threads come all the same. */
  readonly folder: (source: string, sourceId: string, name: string) => Promise<FolderId | undefined>
  /** That were made here. */
  readonly made: () => readonly FolderId[]
}

interface Deps {
  readonly rooms: Pick<Rooms, 'open'>
  readonly commands: Commands
  readonly document: RoomRef
  readonly ids: SourceIds
  readonly createdAt: number
  readonly madeBefore: readonly FolderId[]
}

/** What the command takes. */
const maxName = 200

export const createFindFolders = (deps: Deps): FindFolders => {
  const { rooms, commands, document, ids, createdAt } = deps
  const made = new Set<FolderId>(deps.madeBefore)
  const known = new Map<string, Promise<FolderId | undefined>>()

  const find = async (source: string, sourceId: string, name: string): Promise<FolderId | undefined> => {
    const view = await (await rooms.open(document)).view()
    if (!view.ok) return undefined
    for (let attempt = 0; ; attempt += 1) {
      const folderId = ids.folder(source, sourceId, attempt)
      const folder = folderView(view.value, folderId)
      // One that was deleted here stays deleted.
      if (folder.deleted) continue
      if (folder.name !== null) return folderId
      const roomId = WorkspaceRoomId.parse(document.roomId)
      const { workspaceId } = document
      const created = { workspaceId, roomId, folderId, name: shorten(name, sourceId), createdAt }
      if (!(await commands.execute('folder.create', created)).ok) return undefined
      made.add(folderId)
      return folderId
    }
  }

  return {
    folder: (source, sourceId, name) => {
      const key = JSON.stringify([source, sourceId])
      const folder = known.get(key) ?? find(source, sourceId, name)
      known.set(key, folder)
      return folder
    },
    made: () => [...made],
  }
}

const shorten = (name: string, otherwise: string): string =>
  (name.trim() || otherwise).slice(0, maxName).trim() || '…'
