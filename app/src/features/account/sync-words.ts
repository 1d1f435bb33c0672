/** The words for everything that may stand in the way of sync: what happened, what was kept, one thing to do. */

import type { AsideReason } from '../../core/aside.ts'
import type { SyncNotice, SyncProblem } from '../../core/sync/sync-status.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'

export interface SyncWords {
  readonly what: TextKey
  readonly kept: TextKey
  /** Loading the page anew is what helps. */
  readonly reloads?: true
}

const odd = { what: 'sync.serverOddWhat', kept: 'sync.serverOddKept' } as const
const failed = { what: 'sync.serverFailedWhat', kept: 'sync.serverFailedKept' } as const
const forbidden = { what: 'sync.forbiddenWhat', kept: 'sync.forbiddenKept' } as const
const quota = { what: 'sync.quotaWhat', kept: 'sync.quotaKept' } as const
const refused = { what: 'sync.refusedWhat', kept: 'sync.refusedKept' } as const
const storage = { what: 'sync.storageWhat', kept: 'sync.storageKept', reloads: true } as const
const older = { what: 'sync.clientOldWhat', kept: 'sync.clientOldKept', reloads: true } as const

export const problemWords: Readonly<Record<SyncProblem, SyncWords>> = {
  // These two mend themselves, and are shown as being offline.
  'server-unreachable': failed,
  'connection-lost': failed,
  'signed-out': { what: 'sync.signedOutWhat', kept: 'sync.signedOutKept' },
  'client-too-old': older,
  'server-too-old': { what: 'sync.serverOldWhat', kept: 'sync.serverOldKept' },
  'protocol-broken': odd,
  'server-inconsistent': odd,
  'server-failed': failed,
  'workspace-forbidden': forbidden,
  'write-forbidden': forbidden,
  'quota-exceeded': quota,
  // Which files these are stands below it (`settings/refused-files-item.tsx`).
  'attachments-over-quota': quota,
  'attachments-refused': refused,
  'room-full': quota,
  'update-unsound': refused,
  'shape-foreign': refused,
  'client-id-foreign': refused,
  'clock-jump': refused,
  'delete-ahead': refused,
  'update-too-large': refused,
  'storage-full': storage,
  'storage-lost': storage,
  'storage-blocked': storage,
  'storage-newer': older,
  'storage-unavailable': storage,
  'storage-failed': storage,
}

export const noticeWords: Readonly<Record<SyncNotice['type'], SyncWords>> = {
  'server-restored': { what: 'sync.restoredWhat', kept: 'sync.restoredKept' },
  'room-gone': { what: 'sync.roomGoneWhat', kept: 'sync.roomGoneKept' },
  'room-forbidden': { what: 'sync.roomForbiddenWhat', kept: 'sync.roomForbiddenKept' },
  'server-inconsistent': odd,
  'update-refused': { what: 'sync.updateRefusedWhat', kept: 'sync.updateRefusedKept' },
}

const reasonWords: Readonly<Record<AsideReason, TextKey>> = {
  'update-unsound': 'sync.reasonUnsound',
  'shape-foreign': 'sync.reasonUnsound',
  'clock-jump': 'sync.reasonUnsound',
  'delete-ahead': 'sync.reasonUnsound',
  'apply-hung': 'sync.reasonHung',
  'client-id-foreign': 'sync.reasonForeign',
  'client-id-taken': 'sync.reasonForeign',
  'update-too-large': 'sync.reasonLarge',
  damaged: 'sync.reasonDamaged',
  'quota-exceeded': 'sync.reasonOther',
  'write-forbidden': 'sync.reasonOther',
  'room-full': 'sync.reasonOther',
  'written-again': 'sync.reasonOther',
}

const isKnownReason = (reason: string): reason is AsideReason => Object.hasOwn(reasonWords, reason)

/** Of a row as it is stored: a newer Weft may have written a reason that this one does not know. */
export const reasonToText = (reason: string): TextKey =>
  isKnownReason(reason) ? reasonWords[reason] : 'sync.reasonOther'
