/** Writes a backup: the records of this device, sealed as they are made, into whatever takes the bytes. */

import type { BackupRoot } from '@weft/shared/crypto/backup/backup-key.ts'
import { createBackupWriter } from '@weft/shared/crypto/backup/write-backup.ts'
import type { Env } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import { backupContents, type BackupOptions, type BackupSource } from './backup-contents.ts'
import type { EndRecord } from './backup-record.ts'
import { encodeRecord } from './record-codec.ts'

export interface MakeProgress {
  readonly threads: number
  /** As they were counted when it began. */
  readonly totalThreads: number
  readonly messages: number
  readonly bytes: number
}

/** `backup-not-written`: whatever takes the bytes did not; `detail` is its word for it. */
export type MakeError =
  | TaggedError<'backup-stopped'>
  | (TaggedError<'backup-not-written'> & { readonly detail: string })

export interface MadeBackup {
  readonly bytes: number
  readonly createdAt: number
  readonly end: EndRecord
}

interface Making {
  readonly source: BackupSource
  readonly options: BackupOptions
  readonly root: BackupRoot
  readonly env: Env
  readonly sink: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>
  readonly signal: AbortSignal
  readonly progress: (made: MakeProgress) => void
}

export const makeBackup = async (making: Making): Promise<Result<MadeBackup, MakeError>> => {
  const { source, options, env, signal } = making
  const createdAt = env.clock.now()
  let bytes = 0
  let messages = 0
  let end: EndRecord | undefined
  let failure: MakeError | undefined
  const threads = new Set<string>()
  try {
    const writer = await createBackupWriter({
      root: making.root,
      random: env.random,
      sink: async sealed => {
        // A disk that is full, a folder that has gone, a permission that was taken back.
        await making.sink(sealed).catch((cause: unknown) => {
          const detail = cause instanceof Error ? cause.message : String(cause)
          failure = { type: 'backup-not-written', detail }
          throw cause
        })
        bytes += sealed.length
      },
    })
    for await (const { record, body } of backupContents(source, options, createdAt)) {
      if (signal.aborted) return err({ type: 'backup-stopped' })
      await writer.write(encodeRecord(record, body))
      if (record.type === 'end') end = record
      if (record.type !== 'thread') continue
      threads.add(record.thread.id)
      messages += record.thread.messages.length
      making.progress({ threads: threads.size, totalThreads: source.counts.threads, messages, bytes })
    }
    await writer.close()
  } catch (cause) {
    if (failure) return err(failure)
    throw cause
  }
  if (!end) throw new Error('Invariant broken: a backup ends with its end')
  return ok({ bytes, createdAt, end })
}
