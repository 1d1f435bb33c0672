/** What is said about blobs over HTTP (rules A). Their bytes are sealed pieces, which nobody here can open. */

import * as z from 'zod/mini'
import { concatBytes } from '../bytes.ts'
import { AttachmentId } from '../ids.ts'

const count = () => z.int().check(z.gte(0))

/** How much of an upload is here, in bytes; `complete` when it is the whole blob and was compared with its checksum. */
export const BlobUpload = /* @__PURE__ */ z.object({ received: count(), complete: z.boolean() })
export type BlobUpload = z.infer<typeof BlobUpload>

/** Of the ids that were asked for: which are whole, and which of those somebody has marked for deletion. */
export const KnownBlobs = /* @__PURE__ */ z.object({
  complete: z.array(AttachmentId),
  marked: z.array(AttachmentId),
})
export type KnownBlobs = z.infer<typeof KnownBlobs>

/** Bytes that the blobs of an account count, begun uploads included; `quota` is null where there is none. */
export const BlobUsage = /* @__PURE__ */ z.object({ bytes: count(), quota: z.nullable(count()) })
export type BlobUsage = z.infer<typeof BlobUsage>

export const blobContentType = 'application/octet-stream'

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes))

/** Of one sealed piece. */
export const pieceHash = sha256

/** Of a blob, from the hashes of its pieces in order (A5). */
export const blobChecksum = (pieceHashes: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(concatBytes(...pieceHashes))
