/** Bytes that look like a sealed blob to a server, which cannot tell, and their way to it. */

import { createHash } from 'node:crypto'
import { systemRandom } from '@weft/shared/env.ts'
import { type AttachmentId, createId } from '@weft/shared/ids.ts'
import { blobPieceBytes, sealedSizeOf } from '@weft/shared/blob-size.ts'
import type { Replied } from './account-server.ts'
import { type Member, text } from './person.ts'

export interface SealedBlob {
  readonly id: AttachmentId
  readonly bytes: Buffer
  readonly checksum: Buffer
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** `size`: of the plaintext that there might be. */
export const sealedBlob = (size: number): SealedBlob => {
  const bytes = Buffer.alloc(sealedSizeOf(size))
  for (let from = 0; from < bytes.length; from += 4_096)
    systemRandom.bytes(32).forEach((byte, at) => void (bytes[from + at] = byte))
  const hashes: Buffer[] = []
  for (let from = 0; from < bytes.length; from += blobPieceBytes)
    hashes.push(sha256(bytes.subarray(from, from + blobPieceBytes)))
  return { id: createId(systemRandom, 'att'), bytes, checksum: sha256(Buffer.concat(hashes)) }
}

export const beginBody = ({ bytes, checksum }: SealedBlob) => ({
  size: bytes.length,
  checksum: text(checksum),
})

export const placeOf = ({ workspaceId }: Member, { id }: SealedBlob) => ({ workspaceId, blobId: id })

export const append = (
  member: Member,
  blob: SealedBlob,
  offset: number,
  to = blob.bytes.length,
): Promise<Replied> =>
  member.browser.ask('append-blob', {
    params: placeOf(member, blob),
    query: { offset: String(offset) },
    bytes: blob.bytes.subarray(offset, to),
  })

/** Begins and brings the whole of it. */
export const upload = async (member: Member, blob: SealedBlob): Promise<void> => {
  await member.browser.done('begin-blob', { params: placeOf(member, blob), body: beginBody(blob) })
  const { status, body } = await append(member, blob, 0)
  if (status !== 200 || body['complete'] !== true) throw new Error(`the upload ended with ${status}`)
}
