/**
 * What the page is told of sync (P7): one small plain value, made from facts that the parts of sync report. It promises
 * nothing that is not stored: *synced* means that no row waits and that everything of the server up to its head is here.
 */

import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import type { RoomRef } from '../room-ref.ts'
import type { StorageError } from '../store.ts'
import type { ConnectionProblem } from './transport.ts'

/** Why sync does not go on, or goes on without something. Each has a text of its own on the page. */
export type SyncProblem =
  | ConnectionProblem
  | StorageError['type']
  /** The server answers what was not asked, or gives a page that does not hold together. */
  | 'server-inconsistent'
  | 'server-failed'
  | 'workspace-forbidden'
  /** The server has refused rows for now: a quota, a right. */
  | Exclude<RejectReason, 'client-id-taken'>
  | BlobProblem

/**
 * The server does not take attachments of this device: there is no room for them, or it would not have them as they are.
 * `blobUploads` says which; they stay here and are sent again when the person asks.
 */
export type BlobProblem = 'attachments-over-quota' | 'attachments-refused'

/** What the person should know of, although nothing stops for it. */
export interface SyncNotice {
  readonly type: /** The server's database is an older one; this device brings back what it holds. */
    | 'server-restored'
    /** The server says that a room is gone, and no tombstone says so: it stays here. */
    | 'room-gone'
    | 'room-forbidden'
    /** The server answers what was not asked, or gives a page that does not hold together. */
    | 'server-inconsistent'
    /** The server has sent what is no sound update of a room; it was not taken. */
    | 'update-refused'
  readonly room: RoomRef | null
}

export interface SyncStatus {
  readonly state:
    | { readonly type: 'offline' }
    | { readonly type: 'waiting' }
    /** `progress` from 0 to 1, or null while it is not known. */
    | { readonly type: 'syncing'; readonly progress: number | null }
    | { readonly type: 'synced' }
    | { readonly type: 'problem'; readonly problem: SyncProblem }
  /** Rows and blobs of this device that the server has not confirmed. */
  readonly waiting: number
  /** Rows that the server will never take: kept here, and shown. */
  readonly rejected: number
  /** Values that this device cannot open. */
  readonly unreadable: number
  /** The last of each type. */
  readonly notices: readonly SyncNotice[]
}

/** What the parts report; the status is made of nothing else. */
export interface SyncFacts {
  readonly connection: 'connecting' | 'open' | ConnectionProblem
  /** Of the /sync under way, or undefined while none is. */
  readonly bulk: number | null | undefined
  /** /sync has brought everything since this connection opened. */
  readonly upToDate: boolean
  readonly problem: SyncProblem | null
  readonly waiting: number
  /** Refused ones too: they are on no server. */
  readonly waitingBlobs: number
  readonly blobProblem: BlobProblem | null
  readonly rejected: number
  readonly unreadable: number
  readonly notices: readonly SyncNotice[]
}

export const initialFacts: SyncFacts = {
  connection: 'connecting',
  bulk: undefined,
  upToDate: false,
  problem: null,
  waiting: 0,
  waitingBlobs: 0,
  blobProblem: null,
  rejected: 0,
  unreadable: 0,
  notices: [],
}

/** Problems of a connection that mend themselves: the person is offline, and nothing is wrong. */
const isOffline = (connection: SyncFacts['connection']): boolean =>
  connection === 'server-unreachable' || connection === 'connection-lost'

const waitingOf = ({ waiting, waitingBlobs }: SyncFacts): number => waiting + waitingBlobs

const stateOf = (facts: SyncFacts): SyncStatus['state'] => {
  const { connection } = facts
  if (facts.problem !== null) return { type: 'problem', problem: facts.problem }
  if (isOffline(connection)) return { type: 'offline' }
  if (connection !== 'open' && connection !== 'connecting') return { type: 'problem', problem: connection }
  if (facts.blobProblem !== null) return { type: 'problem', problem: facts.blobProblem }
  if (facts.bulk !== undefined) return { type: 'syncing', progress: facts.bulk }
  if (connection === 'connecting' || waitingOf(facts) > 0) return { type: 'waiting' }
  return facts.upToDate ? { type: 'synced' } : { type: 'syncing', progress: null }
}

export const factsToStatus = (facts: SyncFacts): SyncStatus => ({
  state: stateOf(facts),
  waiting: waitingOf(facts),
  rejected: facts.rejected,
  unreadable: facts.unreadable,
  notices: facts.notices,
})

/** A stranger's server could notice without end; the newest of each type is enough to act on. */
const addNotice = (notices: readonly SyncNotice[], notice: SyncNotice): readonly SyncNotice[] => [
  ...notices.filter(({ type }) => type !== notice.type),
  notice,
]

export interface StatusStream {
  readonly status: () => SyncStatus
  readonly report: (facts: Partial<SyncFacts>) => void
  readonly notice: (notice: SyncNotice) => void
  /** Called with every status that differs from the one before; returns what ends it. */
  readonly subscribe: (changed: (status: SyncStatus) => void) => () => void
}

export const createStatusStream = (): StatusStream => {
  const listeners = new Set<(status: SyncStatus) => void>()
  let facts = initialFacts
  let status = factsToStatus(facts)

  const report: StatusStream['report'] = changed => {
    facts = { ...facts, ...changed }
    const next = factsToStatus(facts)
    if (JSON.stringify(next) === JSON.stringify(status)) return
    status = next
    for (const listener of listeners) listener(next)
  }

  return {
    status: () => status,
    report,
    notice: notice => report({ notices: addNotice(facts.notices, notice) }),
    subscribe: changed => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}
