/** Writes a backup file as it is made: what is given is cut into pieces, and never more than two of them are held. */

import { concatBytes } from '../../bytes.ts'
import type { Random } from '../../env.ts'
import { encodeHeader } from './backup-header.ts'
import { type BackupRoot, createFileKey } from './backup-key.ts'
import { pieceCapacity } from './compress-piece.ts'
import { createPieceSealer } from './seal-piece.ts'

export interface BackupWriter {
  /** Resolves when the sink has taken what became of it. One call at a time. */
  readonly write: (bytes: Uint8Array) => Promise<void>
  /** Writes the last piece. A file without it is known to be cut. */
  readonly close: () => Promise<void>
}

interface BackupWriterDeps {
  readonly root: BackupRoot
  readonly random: Random
  readonly sink: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>
}

/** The header is given to the sink at once. */
export const createBackupWriter = async ({ root, random, sink }: BackupWriterDeps): Promise<BackupWriter> => {
  const { header, key } = await createFileKey(root, random)
  const headerBytes = await encodeHeader(header)
  const sealer = createPieceSealer(key, headerBytes)
  let held: Uint8Array[] = []
  let heldLength = 0
  let index = 0
  await sink(headerBytes)

  const sealNext = async (plaintext: Uint8Array<ArrayBuffer>, last: boolean): Promise<void> => {
    const sealed = await sealer.seal(index, last, plaintext)
    index += 1
    await sink(sealed)
  }

  return {
    write: async bytes => {
      held.push(bytes)
      heldLength += bytes.length
      // A full piece waits for the next byte: until then it may be the last one.
      if (heldLength <= pieceCapacity) return
      const all = concatBytes(...held)
      const full = Math.ceil(all.length / pieceCapacity) - 1
      held = [all.slice(full * pieceCapacity)]
      heldLength = all.length - full * pieceCapacity
      for (let piece = 0; piece < full; piece += 1)
        await sealNext(all.slice(piece * pieceCapacity, (piece + 1) * pieceCapacity), false)
    },
    close: () => sealNext(concatBytes(...held), true),
  }
}
