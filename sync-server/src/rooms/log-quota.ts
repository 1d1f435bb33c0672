/**
 * What a workspace may hold with an update: the quota of its account, less what the account's other workspaces hold. Its own
 * sum is compared where it is raised (`0005-quota.ts`), exactly; that of the others is asked for now and then, since an
 * append must not add up a whole account.
 *
 * Above the quota there is a reserve for what makes room again. That a thread is deleted is a small update of the
 * workspace's document, which looks like any other from here: somebody without room must still be able to write it.
 */

import type { Clock } from '@weft/shared/env.ts'
import { WorkspaceRoomId, type WorkspaceId } from '@weft/shared/ids.ts'
import type { UpdateFacts } from '@weft/shared/protocol/check-update.ts'
import { quotaReserveBytes, reservedUpdateBytes } from '@weft/shared/protocol/limits.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { LogError, Quota, RoomRef } from './room-log.ts'

/** Undefined: any number of bytes. */
export type QuotaOf = (
  room: RoomRef,
  facts: { readonly byteLength: UpdateFacts['byteLength']; readonly clients: readonly unknown[] },
) => Promise<Result<Quota | undefined, LogError>>

/** What the account of a workspace has in its other ones. */
export type UsedElsewhere = (workspaceId: WorkspaceId) => Promise<Result<number, LogError>>

interface Deps {
  /** Of an account; null for none. */
  readonly quota: number | null
  readonly usedElsewhere: UsedElsewhere
  readonly clock: Clock
}

/** How late one workspace learns that another of its account has grown, or shrunk. */
export const askElsewhereMilliseconds = 30_000

export const createQuotaOf = ({ quota, usedElsewhere, clock }: Deps): QuotaOf => {
  if (quota === null) return async () => ok(undefined)
  let askedSince = clock.now()
  let asked = new Map<WorkspaceId, Promise<Result<number, LogError>>>()

  const elsewhere = (workspaceId: WorkspaceId): Promise<Result<number, LogError>> => {
    const now = clock.now()
    // All of them together: so nothing is kept of workspaces that nobody writes to.
    if (Math.abs(now - askedSince) >= askElsewhereMilliseconds) {
      askedSince = now
      asked = new Map()
    }
    const answers = asked
    const known = answers.get(workspaceId)
    if (known !== undefined) return known
    const answer = usedElsewhere(workspaceId)
    answers.set(workspaceId, answer)
    void answer.then(({ ok: answered }) => answered || answers.delete(workspaceId))
    return answer
  }

  return async ({ workspaceId, roomId }, facts) => {
    const used = await elsewhere(workspaceId)
    if (!used.ok) return used
    const isReserved =
      facts.byteLength <= reservedUpdateBytes &&
      (facts.clients.length === 0 || WorkspaceRoomId.safeParse(roomId).success)
    return ok({ bytes: quota - used.value, reserve: isReserved ? quotaReserveBytes : 0 })
  }
}
