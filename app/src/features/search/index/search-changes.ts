/** What those who write the index, read it and make what it is made of tell each other, across tabs and workers. */

import { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import * as z from 'zod/mini'
import { searchChannelName } from './search-channel.ts'

export const SearchChange = z.union([
  /** More, or less, can be found than before. */
  z.object({ type: z.literal('changed') }),
  /** What is known of a room has changed without its log: the text of a file has come. */
  z.object({ type: z.literal('look'), roomId: RoomId }),
  /** It is damaged, or a person asks: all of it is made again. */
  z.object({ type: z.literal('rebuild') }),
  /** Messages of these rooms have no rows; whoever has their keys makes them. */
  z.object({
    type: z.literal('rows-wanted'),
    rooms: z.array(z.object({ workspaceId: WorkspaceId, roomId: RoomId })),
  }),
])
export type SearchChange = z.infer<typeof SearchChange>

export interface SearchChanges {
  readonly tell: (change: SearchChange) => void
}

/** Whoever tells is not told. */
export const openSearchChanges = (
  onChange: (change: SearchChange) => void,
  open: (name: string) => BroadcastChannel = name => new BroadcastChannel(name),
): SearchChanges => {
  const channel = open(searchChannelName)
  channel.addEventListener('message', event => {
    const change = SearchChange.safeParse(event.data)
    if (change.success) onChange(change.data)
  })
  return { tell: change => channel.postMessage(change) }
}
