/** A room log that tells other nodes after each commit, for hints that the database itself does not send. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { MovedHead } from './hints.ts'
import type { Appended, PushedUpdate, RoomLog } from './room-log.ts'

export const createAnnouncingRoomLog = (
  log: RoomLog,
  announce: (moved: readonly MovedHead[]) => void,
): RoomLog => ({
  ...log,
  append: async updates => {
    const appended = await log.append(updates)
    if (appended.ok) announce(movedHeads(updates, appended.value))
    return appended
  },
})

const movedHeads = (
  updates: readonly PushedUpdate[],
  appended: readonly Appended[],
): readonly MovedHead[] => {
  const heads = new Map<WorkspaceId, number>()
  for (const [index, { workspaceId }] of updates.entries()) {
    const answer = appended[index]
    if (answer?.type !== 'stored' || answer.repeated) continue
    heads.set(workspaceId, Math.max(heads.get(workspaceId) ?? 0, answer.seq))
  }
  return [...heads].map(([workspaceId, headSeq]) => ({ workspaceId, headSeq }))
}
