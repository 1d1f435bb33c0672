/** A room that a document has let go: everything of it leaves this device in one commit, which changes no document. */

import type { Clock } from '@weft/shared/env.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { RoomRef } from './room-ref.ts'
import type { ForgottenRoom, StorageError, Store } from './store.ts'

/** Nothing happens if the room has grown beyond `forgotten.head`, and that is no error. */
export const forgetRoom = async (
  store: Pick<Store, 'load' | 'commit'>,
  document: RoomRef,
  forgotten: ForgottenRoom,
  clock: Clock,
): Promise<Result<void, StorageError>> => {
  for (;;) {
    const stored = await store.load(document)
    if (!stored.ok) return stored
    const { head, materialized } = stored.value
    const written = await store.commit({
      workspaceId: document.workspaceId,
      roomId: document.roomId,
      expectedHead: head,
      madeFrom: materialized,
      materialized,
      updates: [],
      rows: [],
      marks: [],
      dropped: [],
      forgotten: [forgotten],
      at: clock.now(),
    })
    if (written.ok) return ok(undefined)
    // Another tab has written to the document: its head is read again. It gets on each time that this one does not.
    if (written.error.type !== 'head-moved') return { ok: false, error: written.error }
  }
}
