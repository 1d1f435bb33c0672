/**
 * What a device pushes: judged in its order, appended while more still comes, answered when it is committed. The window
 * of what waits for its commit is bounded, which holds up the reading and so the sender.
 */

import type { DeviceId } from '@weft/shared/ids.ts'
import type { BulkDown, BulkUp } from '@weft/shared/protocol/bulk.ts'
import { checkAnnounced, checkClientIds } from '@weft/shared/protocol/client-ids.ts'
import { maxBulkItemBytes } from '@weft/shared/protocol/limits.ts'
import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { AppendError, GroupCommit } from '../rooms/group-commit.ts'
import type { QuotaOf } from '../rooms/log-quota.ts'
import type { Appended, PushedUpdate, Quota } from '../rooms/room-log.ts'
import type { WriteError } from './item-writer.ts'
import type { KnowledgeError, KnownRoom, KnownRooms } from './known-rooms.ts'
import type { SyncCaller } from './sync-caller.ts'
import type { SyncLimits } from './sync-limits.ts'
import type { Checked, Trials } from './trials.ts'

export type Push = Extract<BulkUp, { readonly type: 'push' }>
export type PushError = AppendError | KnowledgeError | WriteError

export interface Pushes {
  /** Resolves when the next one may come. */
  readonly take: (push: Push) => Promise<Result<void, PushError>>
  /** Resolves when everything that was taken is answered. */
  readonly idle: () => Promise<Result<void, PushError>>
  /** The numbers that this exchange was the first to get. */
  readonly numbers: () => ReadonlySet<number>
}

interface Deps {
  readonly caller: SyncCaller & { readonly deviceId: DeviceId }
  readonly refilling: boolean
  readonly commit: Pick<GroupCommit, 'append' | 'whenFree'>
  readonly rooms: KnownRooms
  readonly quotaOf: QuotaOf
  readonly trials: Pick<Trials, 'check' | 'apply'>
  readonly limits: Pick<SyncLimits, 'windowRows' | 'windowBytes' | 'roomsRemembered'>
  readonly answer: (item: BulkDown) => Promise<Result<void, WriteError>>
}

type Judged = Result<KnownRoom, RejectReason>

export const createPushes = (deps: Deps): Pushes => {
  const { caller, refilling, commit, rooms, quotaOf, trials, limits, answer } = deps
  const numbers = new Set<number>()
  let waitingRows = 0
  let waitingBytes = 0
  let failure: PushError | undefined
  let whenMoved: (() => void)[] = []

  const state = (): Result<void, PushError> => (failure === undefined ? ok(undefined) : err(failure))

  const fail = (error: PushError): Result<void, PushError> => {
    failure ??= error
    return err(failure)
  }

  const reach = async (isReached: () => boolean): Promise<Result<void, PushError>> => {
    while (!isReached()) await new Promise<void>(resolve => void whenMoved.push(resolve))
    return state()
  }

  const idle = (): Promise<Result<void, PushError>> => reach(() => waitingRows === 0)

  const tell = async (item: BulkDown): Promise<Result<void, PushError>> => {
    const told = await answer(item)
    return told.ok ? state() : fail(told.error)
  }

  const appendWhenFree = async (update: PushedUpdate): Promise<Result<Appended, AppendError>> => {
    for (;;) {
      const appended = await commit.append(update)
      if (appended.ok || appended.error.type !== 'queue-full') return appended
      await commit.whenFree()
    }
  }

  const store = async ({ roomId, localNumber, update }: Push, quota: Quota | undefined): Promise<void> => {
    const { workspaceId, deviceId } = caller
    waitingRows += 1
    waitingBytes += update.length
    const appended = await appendWhenFree({ workspaceId, roomId, deviceId, bytes: update, quota })
    if (!appended.ok) fail(appended.error)
    else if (failure === undefined) {
      if (appended.value.type === 'stored' && !appended.value.repeated) numbers.add(appended.value.seq)
      await tell(toAnswer(localNumber, appended.value))
    }
    waitingRows -= 1
    waitingBytes -= update.length
    const moved = whenMoved
    whenMoved = []
    for (const resolve of moved) resolve()
  }

  const judgeIn = async (
    room: KnownRoom,
    { clientIds }: Push,
    { facts }: Checked,
  ): Promise<Result<RejectReason | null, KnowledgeError>> => {
    const named = [...facts.clients, ...facts.deletes].map(({ client }) => client)
    const known = await room.clients(named, clientIds)
    if (!known.ok) return known
    const announced = checkAnnounced(clientIds, known.value)
    if (!announced.ok) return ok(announced.error.type)
    const written = checkClientIds(facts, {
      announced: new Set(clientIds),
      known: known.value,
      refilling,
    })
    if (!written.ok) return ok(written.error.type)
    return ok(room.bytes() + facts.byteLength > maxBulkItemBytes ? 'room-full' : null)
  }

  const judge = async (push: Push, checked: Checked): Promise<Result<Judged, PushError>> => {
    const got = await rooms.get(push.roomId)
    if (!got.ok) return got
    const room = got.value
    const judged = await judgeIn(room, push, checked)
    if (!judged.ok) return judged
    if (judged.value === null) return ok(ok(room))
    // Whoever claimed an id first keeps it.
    if (judged.value === 'client-id-taken') return ok(err(judged.value))
    // It may be that somebody else has written meanwhile what this update builds on.
    const done = await idle()
    if (!done.ok) return done
    const refreshed = await room.refresh()
    if (!refreshed.ok) return refreshed
    const again = await judgeIn(room, push, checked)
    if (!again.ok) return again
    return ok(again.value === null ? ok(room) : err(again.value))
  }

  const tryOn = async ({ roomId, update }: Push): Promise<Result<RejectReason | null, PushError>> => {
    const done = await idle()
    if (!done.ok) return done
    const content = await rooms.content(roomId)
    return content.ok ? ok(await trials.apply(content.value, update)) : content
  }

  const take = async (push: Push): Promise<Result<void, PushError>> => {
    const refuse = (reason: RejectReason): Promise<Result<void, PushError>> =>
      tell({ type: 'reject', localNumber: push.localNumber, reason })

    const checked = await trials.check(push.update)
    if (!checked.ok) return refuse(checked.error)
    if (!checked.value.facts.flat) return refuse('shape-foreign')
    if (rooms.count() >= limits.roomsRemembered) {
      const done = await idle()
      if (!done.ok) return done
      rooms.forget()
    }
    const judged = await judge(push, checked.value)
    if (!judged.ok) return fail(judged.error)
    if (!judged.value.ok) return refuse(judged.value.error)
    const refusal = checked.value.large ? await tryOn(push) : ok(null)
    if (!refusal.ok) return fail(refusal.error)
    if (refusal.value !== null) return refuse(refusal.value)
    const quota = await quotaOf({ workspaceId: caller.workspaceId, roomId: push.roomId }, checked.value.facts)
    if (!quota.ok) return fail(quota.error)
    judged.value.value.advance(checked.value.facts)
    void store(push, quota.value)
    // A large one is not followed before it is stored: the next may be as large.
    if (checked.value.large) return idle()
    return reach(
      () => waitingRows === 0 || (waitingRows < limits.windowRows && waitingBytes < limits.windowBytes),
    )
  }

  return {
    take: async push => (failure === undefined ? take(push) : state()),
    idle,
    numbers: () => numbers,
  }
}

const toAnswer = (localNumber: number, appended: Appended): BulkDown => {
  switch (appended.type) {
    case 'stored':
      return { type: 'ack', localNumber, number: appended.repeated ? 0 : appended.seq }
    // Not final: it waits until something was deleted.
    case 'quota-exceeded':
      return { type: 'reject', localNumber, reason: 'quota-exceeded' }
    // Not final: the client knows of the deletion by the workspace document, and makes a copy of what was written.
    case 'room-deleted':
    case 'workspace-unknown':
      return { type: 'reject', localNumber, reason: 'write-forbidden' }
  }
}
