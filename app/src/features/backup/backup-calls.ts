/** What a page may ask of backups. Progress comes over a port; any message into it stops what is under way. */

import type { BackupKeyError } from '@weft/shared/crypto/backup/backup-key.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { CallByName, CallsByName } from '../../core/calls-by-name.ts'
import type { StorageError } from '../../core/store.ts'
import type { BackupOptions } from './backup-contents.ts'
import type { Manifest } from './backup-record.ts'
import type { BackupInterval } from './backup-rows.ts'
import type { MadeBackup, MakeError } from './make-backup.ts'
import type { OpenBackupError } from './open-backup.ts'
import type { RestoreOptions } from './restore-backup.ts'
import type { RestoreReport } from './restore-report.ts'

export interface MakeRequest extends BackupOptions {
  readonly passphrase: string
  /** Where it goes; absent: the bytes come back. */
  readonly to?: FileSystemFileHandle
}

export interface MadeFile extends MadeBackup {
  /** Where the request named no file. */
  readonly content?: Blob
}

export interface RestoreRequest extends RestoreOptions {
  readonly passphrase: string
}

export interface PlanRequest extends BackupOptions {
  readonly passphrase: string
  readonly folder: FileSystemDirectoryHandle
  readonly every: BackupInterval
  readonly keep: number
}

export type BackupError = StorageError | BackupKeyError | MakeError | OpenBackupError

export interface BackupCalls {
  readonly make: (request: MakeRequest, port: MessagePort) => Promise<Result<MadeFile, BackupError>>
  /** What is in a file, without bringing anything. */
  readonly look: (file: Blob, passphrase: string) => Promise<Result<Manifest, BackupError>>
  readonly restore: (
    file: Blob,
    request: RestoreRequest,
    port: MessagePort,
  ) => Promise<Result<RestoreReport, BackupError>>
  /** Makes backups by itself from now on, the first one at once. */
  readonly plan: (request: PlanRequest) => Promise<Result<void, BackupError>>
  /** Makes what is due; after the person has given leave to write into the folder. */
  readonly makeDue: () => Promise<Result<void, BackupError>>
  /** No more by itself. Files that were made stay. */
  readonly endPlan: () => Promise<Result<void, StorageError>>
  /** Not to be reminded before this time. */
  readonly quiet: (until: number) => Promise<Result<void, StorageError>>
}

/** The same by name, which crosses to a worker as one call. */
export type CallBackup = CallByName<BackupCalls, BackupError | TaggedError<'storage-failed'>>

export type BackupCallsByName = CallsByName<BackupCalls, BackupError>
