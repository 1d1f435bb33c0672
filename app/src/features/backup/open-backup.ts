/** A backup file from its first byte: unlocked by its passphrase, and read as records with what ends them too early. */

import type { HeaderError } from '@weft/shared/crypto/backup/backup-header.ts'
import { type BackupKeyError, openFileKey } from '@weft/shared/crypto/backup/backup-key.ts'
import { createByteReader } from '@weft/shared/crypto/backup/byte-reader.ts'
import { readHeader, readPieces } from '@weft/shared/crypto/backup/read-backup.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Manifest } from './backup-record.ts'
import { type ReadRecord, readRecords } from './record-codec.ts'
import type { RestoreStop } from './restore-backup.ts'

export type OpenBackupError = HeaderError | BackupKeyError | RestoreStop | TaggedError<'passphrase-wrong'>

type Argon2idDeps = NonNullable<Parameters<typeof openFileKey>[2]>

export interface OpenedBackup {
  readonly manifest: Manifest
  /** All of them, the manifest first. Once. */
  readonly records: AsyncIterable<Result<ReadRecord, RestoreStop>>
  /** Bytes of the file that were read. */
  readonly position: () => number
}

export const openBackup = async (
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
  deps: Argon2idDeps = {},
): Promise<Result<OpenedBackup, OpenBackupError>> => {
  const reader = createByteReader(source)
  const header = await readHeader(reader)
  if (!header.ok) return header
  const key = await openFileKey(header.value, passphrase, deps)
  if (!key.ok) return key

  let stop: RestoreStop | undefined
  async function* plaintext(): AsyncGenerator<Uint8Array, void, undefined> {
    if (!header.ok || !key.ok) return
    for await (const piece of readPieces(reader, header.value, key.value)) {
      if (!piece.ok) {
        stop = piece.error
        return
      }
      yield piece.value
    }
  }
  async function* records(): AsyncGenerator<Result<ReadRecord, RestoreStop>, void, undefined> {
    for await (const record of readRecords(plaintext())) {
      // A record that is cut off is what a piece that is missing looks like from here.
      if (record.ok) yield record
      else return yield err(stop ?? { type: 'backup-damaged', at: reader.position() })
    }
    if (stop) yield err(stop)
  }

  const all = records()
  const first = await all.next()
  if (first.done === true) return err({ type: 'backup-truncated', at: reader.position() })
  if (!first.value.ok) return first.value
  const manifest = first.value.value
  if (manifest.state !== 'known' || manifest.record.type !== 'manifest') return err({ type: 'backup-newer' })
  return ok({
    manifest: manifest.record,
    records: inFrontOf(first.value, all),
    position: reader.position,
  })
}

async function* inFrontOf<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield first
  yield* rest
}
