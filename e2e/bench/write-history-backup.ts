/** A backup file of the synthetic history, written in Node by the code that writes one in the app. */
import { open } from 'node:fs/promises'
import { createRoot } from '@weft/shared/crypto/backup/backup-key.ts'
import { createBackupWriter } from '@weft/shared/crypto/backup/write-backup.ts'
import { systemRandom } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { BackupRecord } from '../../app/src/features/backup/backup-record.ts'
import { encodeRecord } from '../../app/src/features/backup/record-codec.ts'
import { threadParts } from '../../app/src/features/backup/thread-parts.ts'
import type { PortableThread } from '../../app/src/features/transfer/portable-thread.ts'
import { createHistory, type HistoryPlan } from './history/history.ts'

export interface WrittenBackup {
  readonly bytes: number
  /** Before compressing and sealing. */
  readonly plainBytes: number
  readonly seconds: number
}

export interface BackupOf {
  /** Where what is restored came from: there it keeps its ids. */
  readonly workspaceId: WorkspaceId
  readonly plan: HistoryPlan
  readonly passphrase: string
}

export const writeHistoryBackup = async (
  path: string,
  { workspaceId, plan, passphrase }: BackupOf,
  onThread: (thread: PortableThread) => void = () => undefined,
): Promise<WrittenBackup> => {
  const begun = performance.now()
  const root = await createRoot(passphrase, systemRandom)
  if (!root.ok) throw new Error(root.error.type)
  await using file = await open(path, 'w')
  let bytes = 0
  let plainBytes = 0
  const writer = await createBackupWriter({
    root: root.value,
    random: systemRandom,
    sink: async sealed => {
      bytes += sealed.length
      await file.write(sealed)
    },
  })
  const write = async (record: BackupRecord, body?: Uint8Array): Promise<void> => {
    const encoded = encodeRecord(record, body)
    plainBytes += encoded.length
    await writer.write(encoded)
  }
  const { folders, files, threads } = createHistory(plan)
  const counts = {
    threads: plan.threads,
    messages: plan.messages,
    attachments: files.length,
    folders: folders.length,
    providers: 0,
  }
  await write({
    type: 'manifest',
    format: 1,
    createdAt: plan.now,
    workspaceIds: [workspaceId],
    counts,
    withAttachments: true,
    withKeys: false,
  })
  for (const folder of folders) await write({ type: 'folder', workspaceId, folder })
  for (const { part, bytes: body } of files)
    await write({ type: 'attachment', workspaceId, attachmentId: part.attachmentId, last: true }, body)
  for (const whole of threads()) {
    onThread(whole)
    for (const thread of threadParts(whole)) await write({ type: 'thread', workspaceId, thread })
  }
  await write({ type: 'end', counts, unread: [], unreadRegisters: 0 })
  await writer.close()
  return { bytes, plainBytes, seconds: (performance.now() - begun) / 1_000 }
}
