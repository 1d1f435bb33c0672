/** Makes every derived row again from the log, and has the index of the search made again. */

import { ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { RepairReport } from './api.ts'
import type { EngineParts } from './engine-parts.ts'
import type { SearchWiring } from './search-wiring.ts'

interface Repairing extends Pick<EngineParts, 'store' | 'rooms' | 'workspaces'> {
  readonly search: Pick<SearchWiring, 'rebuild'>
}

export const repairRows = async ({
  store,
  rooms,
  search,
  workspaces,
}: Repairing): Promise<Result<RepairReport, TaggedError>> => {
  const dropped = await search.rebuild()
  if (!dropped.ok) return dropped
  const all = await store.rooms()
  if (!all.ok) return all
  const held = new Set(workspaces.identity().workspaces.map(each => each.workspaceId))
  let unreadable = 0
  for (const ref of all.value.filter(({ workspaceId }) => held.has(workspaceId))) {
    const room = await rooms.open(ref)
    const rebuilt = await room.rebuild()
    if (!rebuilt.ok) return rebuilt
    const view = await room.view()
    if (view.ok) unreadable += view.value.unreadable
  }
  return ok({ rooms: all.value.length, unreadable })
}
