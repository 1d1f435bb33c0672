/** What this device remembers of backups: the last one that was made, and the plan by which others are. */

import type { KdfParameters } from '@weft/shared/crypto/account/kdf-parameters.ts'
import type { BackupOptions } from './backup-contents.ts'

export interface LastBackupRow {
  readonly id: 'last'
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  readonly bytes: number
  readonly threads: number
  readonly messages: number
}

export type BackupInterval = 'day' | 'week'

/** Why a planned backup was not made. `folder-locked`: the browser asks for the person's leave again. */
export type PlanProblem = 'folder-locked' | 'folder-missing' | 'not-written'

export interface BackupPlanRow extends BackupOptions {
  readonly id: 'plan'
  readonly folder: FileSystemDirectoryHandle
  readonly every: BackupInterval
  /** Files of this plan that stay; older ones are taken away. */
  readonly keep: number
  /** What the passphrase gives, as a key that script cannot read out; the passphrase itself is kept nowhere. */
  readonly key: CryptoKey
  readonly kdf: KdfParameters
  readonly madeAt?: number
  readonly problem?: PlanProblem
}

/** The person does not want to be reminded before this time. */
export interface ReminderRow {
  readonly id: 'reminder'
  readonly quietUntil: number
}

export type BackupRow = LastBackupRow | BackupPlanRow | ReminderRow
