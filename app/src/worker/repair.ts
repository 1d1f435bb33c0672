/** Makes everything that is derived again: the full-text index, and the rows of every room that can be opened. */

import { ok, type Result } from '@weft/shared/result.ts'
import type { EngineParts } from './engine-parts.ts'
import type { RepairReport } from './api.ts'
import type { SearchWiring } from './search-wiring.ts'

export interface RepairedParts extends Pick<EngineParts, 'store' | 'rooms' | 'workspaces'> {
  readonly search: Pick<SearchWiring, 'rebuild'>
}

export const repair = async ({
  store,
  rooms,
  search,
  workspaces,
}: RepairedParts): Promise<Result<RepairReport, { readonly type: string; readonly detail?: string }>> => {
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
