/** How much of the threads of a file is here, said before anything is written. Rows and rooms are read, nothing else. */

import { MessageId } from '@weft/shared/ids.ts'
import type { LookedPlace, Places } from './bring-place.ts'
import { findPortable } from './find-portable.ts'
import type { FoundThread } from './find-threads.ts'
import type { ThreadOutline, ThreadPresence } from './import-calls.ts'

const presenceOf = (
  { threadId, here, inTrash }: FoundThread,
  messageIds: readonly MessageId[],
): ThreadPresence => {
  const isWhole = here !== null && messageIds.every(id => here.has(id))
  return { threadId, inTrash, state: here === null ? 'absent' : isWhole ? 'whole' : 'part' }
}

export const checkPresence = async (
  outlines: readonly ThreadOutline[],
  places: Places<LookedPlace>,
): Promise<readonly ThreadPresence[]> => {
  const { ids, threads } = places.home
  const others = outlines
    .filter(({ ownId }) => ownId === undefined)
    .map(outline => {
      const threadId = threads.idOf(outline)
      return { threadId, messageIds: outline.messageSourceIds.map(id => ids.message(threadId, id)) }
    })
  const found = await threads.find(others)
  const ofOthers = found.map((each, index) => presenceOf(each, others[index]?.messageIds ?? []))
  const own = await Promise.all(
    outlines.flatMap(({ ownId, messageSourceIds, workspaceId }) => {
      if (ownId === undefined) return []
      const messageIds = messageSourceIds.map(id => MessageId.parse(id))
      const finding = findPortable({ threadId: ownId, messageIds, workspaceId }, places)
      return [finding.then(at => presenceOf(at.found, at.messageIds))]
    }),
  )
  return outlines.flatMap(({ ownId }) => (ownId === undefined ? ofOthers.shift() : own.shift()) ?? [])
}
