/**
 * A workspace of the account takes its place on this device once its document is here and its header opens. What brings
 * the document may end right after, with the tab; what follows it then begins with what is stored, since the server
 * does not send it again.
 */

import type { RoomRef } from '../core/room-ref.ts'
import type { EngineParts } from './engine-parts.ts'

type Parts = Pick<EngineParts, 'rooms' | 'store' | 'workspaces'>

/** Takes the workspace in, if the room is its document and it was waited for. */
export const adoptIfArrived = async (parts: Parts, ref: RoomRef): Promise<void> => {
  const { rooms, workspaces } = parts
  if (!workspaces.arriving().includes(ref.workspaceId) || !ref.roomId.startsWith('wdc_')) return
  const view = await (await rooms.open(ref)).view()
  if (!view.ok || view.value.header === null) return
  await workspaces.adopt({ workspaceId: ref.workspaceId, roomId: ref.roomId })
  await remakeDocuments(parts)
}

/** Settings are those of home: when another workspace is, the rows of all documents are others. */
export const remakeDocuments = async ({
  rooms,
  workspaces,
}: Pick<Parts, 'rooms' | 'workspaces'>): Promise<void> => {
  for (const document of workspaces.identity().workspaces) await (await rooms.open(document)).rebuild()
}

/** Takes in those whose document an earlier tab has brought. */
export const adoptStored = async (parts: Parts): Promise<void> => {
  if (parts.workspaces.arriving().length === 0) return
  const stored = await parts.store.rooms()
  if (!stored.ok) return
  for (const ref of stored.value) await adoptIfArrived(parts, ref)
}
