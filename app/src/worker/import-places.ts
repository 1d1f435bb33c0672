/** The workspaces of this device as an import sees them, and what has been deleted for good in each. */

import { must } from '@weft/shared/assert.ts'
import { createSourceIds, type SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { Database } from '../core/database.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { Rooms } from '../core/rooms.ts'
import type { LookedPlace, Places } from '../features/import/bring/bring-place.ts'
import { createFindThreads } from '../features/import/bring/find-threads.ts'
import { createKnownDeletions } from '../features/workspace/deleted-threads.ts'
import type { EngineParts } from './engine-parts.ts'

export interface ImportPlace extends LookedPlace {
  readonly document: RoomRef
}

export interface ImportPlaces {
  /** As they are now; home is where new things go. */
  readonly look: () => Promise<Places<ImportPlace>>
  /** As of the last reading. Ids of threads are never used in two workspaces. */
  readonly isDeleted: (roomId: string) => boolean
  readonly readDeleted: () => Promise<void>
}

interface Deps {
  readonly parts: Pick<EngineParts, 'rooms' | 'workspaces'>
  readonly database: Database
  /** Where threads are read that somebody may be writing. */
  readonly rooms: () => Pick<Rooms, 'open'>
}

export const createImportPlaces = ({ parts, database, rooms }: Deps): ImportPlaces => {
  const { workspaces } = parts
  const documents = (): readonly RoomRef[] => workspaces.identity().workspaces

  const { has: isDeleted, read: readDeleted } = createKnownDeletions(documents, parts.rooms.open)

  const idsByWorkspace = new Map<WorkspaceId, Promise<SourceIds>>()
  const idsOf = (workspaceId: WorkspaceId): Promise<SourceIds> => {
    const ids =
      idsByWorkspace.get(workspaceId) ?? createSourceIds(workspaceId, workspaces.sealerOf(workspaceId))
    idsByWorkspace.set(workspaceId, ids)
    return ids
  }

  const placeOf = async (document: RoomRef): Promise<ImportPlace> => {
    const { workspaceId } = document
    const ids = await idsOf(workspaceId)
    const threads = createFindThreads({ database, rooms: rooms(), workspaceId, ids, isDeleted })
    return { document, workspaceId, ids, threads }
  }

  return {
    isDeleted,
    readDeleted,
    look: async () => {
      const places = await Promise.all(documents().map(placeOf))
      const byId = new Map(places.map(place => [place.workspaceId, place]))
      const home = must(byId.get(workspaces.identity().workspaceId), 'home is open while the engine runs')
      return { home, of: workspaceId => byId.get(workspaceId) }
    },
  }
}
