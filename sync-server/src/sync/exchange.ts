/**
 * One exchange of POST /sync, whatever carries it: the request's items in, the response's items out. What is pushed is
 * stored and answered while the request still streams; then come the rooms that had changed when it began.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { BulkUp } from '@weft/shared/protocol/bulk.ts'
import { isHeadDone } from '@weft/shared/protocol/done-ranges.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Places } from '../limits/places.ts'
import type { GroupCommit } from '../rooms/group-commit.ts'
import type { QuotaOf } from '../rooms/log-quota.ts'
import type { ChangedRooms, LogError, RoomLog } from '../rooms/room-log.ts'
import type { Access } from '../sessions/access.ts'
import type { AccountsOfDevices } from '../sessions/accounts-of-devices.ts'
import { type PageError, type Permission, sendChangedRooms } from './changed-pages.ts'
import type { ItemWriter, WriteError } from './item-writer.ts'
import { createKnownRooms } from './known-rooms.ts'
import { createPushes, type Push, type PushError } from './pushes.ts'
import type { ReadError } from './read-items.ts'
import type { SyncCaller } from './sync-caller.ts'
import type { SyncLimits } from './sync-limits.ts'
import type { Trials } from './trials.ts'

export interface ExchangeDeps {
  readonly log: RoomLog
  readonly commit: GroupCommit
  readonly access: Access
  readonly accountsOf: AccountsOfDevices
  readonly quotaOf: QuotaOf
  readonly trials: Trials
  readonly epoch: string
  readonly clock: Clock
  readonly limits: SyncLimits
  readonly largePlaces: Places
  readonly reading: Places
  /** Aborts when the server shall stop. */
  readonly shutdown: AbortSignal
}

export type ExchangeError = ReadError | PushError | PageError | TaggedError<'server-stopping'>

export type Begin = Extract<BulkUp, { readonly type: 'begin' }>

export interface Exchange {
  /** `gone` aborts when nobody is there any more, or may be. */
  readonly run: (
    items: AsyncIterable<Result<BulkUp, ReadError>>,
    writer: ItemWriter,
    gone: AbortSignal,
  ) => Promise<Result<void, ExchangeError>>
}

/** `caller` may read the workspace already. Nothing was answered when this fails. */
export const openExchange = async (
  deps: ExchangeDeps,
  caller: SyncCaller,
  begin: Begin,
): Promise<Result<Exchange, LogError>> => {
  const opening = await readList(deps, caller, begin)
  return opening.ok ? ok({ run: (...parts) => run(deps, caller, opening.value, ...parts) }) : opening
}

interface Opening {
  /** The cursor that counts. */
  readonly after: number
  readonly list: ChangedRooms
  /** The device knows another database than this, and may bring back what this one has lost. */
  readonly refilling: boolean
}

/**
 * A cursor of another epoch is void (B9), and so is one above the head: its numbers were lost with a database that
 * nobody has marked as restored, and will be given again.
 */
const readList = async (
  { log, epoch }: ExchangeDeps,
  { workspaceId }: SyncCaller,
  begin: Begin,
): Promise<Result<Opening, LogError>> => {
  const knows = begin.epoch === epoch
  if (knows) {
    const widest = begin.done.toSorted((a, b) => b.through - b.from - (a.through - a.from))[0]
    const received = widest && { from: widest.from, to: widest.through }
    const list = await log.changedRooms(workspaceId, begin.cursor, received)
    if (!list.ok) return list
    const rooms = list.value.rooms.filter(({ headSeq }) => !isHeadDone(begin.done, headSeq))
    if (list.value.until >= begin.cursor)
      return ok({ after: begin.cursor, list: { ...list.value, rooms }, refilling: false })
  }
  const list = await log.changedRooms(workspaceId, 0)
  return list.ok ? ok({ after: 0, list: list.value, refilling: knows || begin.epoch !== '' }) : list
}

const run = async (
  deps: ExchangeDeps,
  caller: SyncCaller,
  { after, list, refilling }: Opening,
  items: AsyncIterable<Result<BulkUp, ReadError>>,
  writer: ItemWriter,
  gone: AbortSignal,
): Promise<Result<void, ExchangeError>> => {
  const { log, epoch, limits, largePlaces } = deps
  const permission = createPermission(deps, caller, gone)
  const answer = (item: Parameters<ItemWriter['send']>[0]) => writer.send(item, limits.bufferedAnswers)

  const begun = await answer({ type: 'begin', version: wireVersion, epoch, head: list.until })
  if (!begun.ok) return begun

  const mayWrite = await deps.access.may(caller.sessionId, 'write', caller.workspaceId)
  const pushes = mayWrite ? createPushesOf(deps, caller, refilling, answer) : undefined
  const takePush = (push: Push): Promise<Result<void, PushError | WriteError>> =>
    pushes === undefined
      ? answer({ type: 'reject', localNumber: push.localNumber, reason: 'write-forbidden' })
      : pushes.take(push)

  for await (const item of items) {
    if (!item.ok) {
      // What was taken before the cut is stored and, where somebody still reads, answered.
      await pushes?.idle()
      return item
    }
    if (item.value.type !== 'push') continue
    const permitted = await permission()
    if (permitted === 'lost') return err({ type: 'access-lost' })
    if (permitted === 'stopping') {
      await pushes?.idle()
      return err({ type: 'server-stopping' })
    }
    const taken = await takePush(item.value)
    if (!taken.ok) return taken
  }
  const answered = (await pushes?.idle()) ?? ok(undefined)
  if (!answered.ok) return answered

  const own: ReadonlySet<number> = pushes?.numbers() ?? new Set()
  const sent = await sendChangedRooms(
    { log, writer, limits, places: largePlaces, permission },
    { workspaceId: caller.workspaceId, after, rooms: list.rooms, own },
  )
  if (!sent.ok) return sent
  const cursor = sent.value === 'more' ? after : cursorAfter(list.until, own)
  return writer.send({ type: 'end', cursor, more: sent.value === 'more' }, 0)
}

const createPushesOf = (
  deps: ExchangeDeps,
  caller: SyncCaller,
  refilling: boolean,
  answer: Parameters<typeof createPushes>[0]['answer'],
): ReturnType<typeof createPushes> | undefined => {
  const { deviceId } = caller
  if (deviceId === null) return undefined
  const writing = { ...caller, deviceId }
  const { log, trials, accountsOf, quotaOf, reading, commit, limits } = deps
  const rooms = createKnownRooms({ log, trials, accountsOf, reading, caller: writing })
  return createPushes({ caller: writing, refilling, commit, rooms, quotaOf, trials, limits, answer })
}

/** Behind the list come the numbers that this exchange itself got, as long as nobody else's lie between (B8). */
const cursorAfter = (until: number, own: ReadonlySet<number>): number => {
  let cursor = until
  while (own.has(cursor + 1)) cursor += 1
  return cursor
}

/** Asked before each push and page, and of the database only now and then. */
const createPermission = (
  { access, clock, limits, shutdown }: ExchangeDeps,
  { sessionId, workspaceId }: SyncCaller,
  gone: AbortSignal,
): (() => Promise<Permission>) => {
  let asked = clock.now()
  return async () => {
    if (gone.aborted) return 'lost'
    if (shutdown.aborted) return 'stopping'
    const now = clock.now()
    if (now - asked < limits.accessAge) return 'granted'
    asked = now
    return (await access.may(sessionId, 'read', workspaceId)) ? 'granted' : 'lost'
  }
}
