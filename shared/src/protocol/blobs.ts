/** What is said about blobs over HTTP (rules A). Their bytes are sealed pieces, which nobody here can open. */

import * as z from 'zod/mini'
import { isSealedSize } from '../blob-size.ts'
import { concatBytes } from '../bytes.ts'
import { AttachmentId } from '../ids.ts'
import { bytes, workspaceId } from './accounts/fields.ts'
import { nothing, type Wire } from './accounts/wire.ts'
import { maxBlobBytes, maxBlobIds } from './limits.ts'

const blobId = /* @__PURE__ */ z.pipe(z.string().check(z.regex(/^att_[a-z2-7]{26}$/)), AttachmentId)
const blobIds = /* @__PURE__ */ z.array(blobId).check(z.maxLength(maxBlobIds))
const count = /* @__PURE__ */ z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER))

/** As it stands in an address. */
const offset = /* @__PURE__ */ z.codec(z.string().check(z.regex(/^(?:0|[1-9]\d{0,14})$/)), count, {
  decode: Number,
  encode: String,
})

const ofWorkspace = /* @__PURE__ */ z.strictObject({ workspaceId })
const ofBlob = /* @__PURE__ */ z.strictObject({ workspaceId, blobId })
const listed = /* @__PURE__ */ z.strictObject({ ids: blobIds })

/** How much of an upload is here, in bytes; `complete` when it is the whole blob and was compared with its checksum. */
const upload = /* @__PURE__ */ z.strictObject({ received: count, complete: z.boolean() })
export type BlobUpload = z.output<typeof upload>

/** Which blobs are whole, and which of those somebody has marked. */
export const knownBlobsWire = /* @__PURE__ */ {
  name: 'known-blobs',
  method: 'post',
  path: '/workspaces/{workspaceId}/blobs/known',
  params: ofWorkspace,
  query: nothing,
  body: listed,
  answer: z.strictObject({ complete: blobIds, marked: blobIds }),
} as const satisfies Wire

export const beginBlobWire = /* @__PURE__ */ {
  name: 'begin-blob',
  method: 'put',
  path: '/workspaces/{workspaceId}/blobs/{blobId}',
  params: ofBlob,
  query: nothing,
  /** Of the sealed bytes. */
  body: z.strictObject({
    size: z.int().check(z.lte(maxBlobBytes), z.refine(isSealedSize)),
    checksum: bytes(32),
  }),
  answer: upload,
} as const satisfies Wire

export const appendBlobWire = /* @__PURE__ */ {
  name: 'append-blob',
  method: 'patch',
  path: '/workspaces/{workspaceId}/blobs/{blobId}',
  params: ofBlob,
  query: z.strictObject({ offset }),
  body: nothing,
  takes: 'bytes',
  answer: upload,
} as const satisfies Wire

export const readBlobWire = /* @__PURE__ */ {
  name: 'read-blob',
  method: 'get',
  path: '/workspaces/{workspaceId}/blobs/{blobId}',
  params: ofBlob,
  query: nothing,
  body: nothing,
  answer: nothing,
  gives: 'bytes',
} as const satisfies Wire

/** Messages name them. What is not here is told, so that a device that has it sends it again. */
export const touchBlobsWire = /* @__PURE__ */ {
  name: 'touch-blobs',
  method: 'post',
  path: '/workspaces/{workspaceId}/blobs/touched',
  params: ofWorkspace,
  query: nothing,
  body: listed,
  answer: z.strictObject({ absent: blobIds }),
} as const satisfies Wire

/** No message names them any more. */
export const markBlobsWire = /* @__PURE__ */ {
  name: 'mark-blobs',
  method: 'post',
  path: '/workspaces/{workspaceId}/blobs/marked',
  params: ofWorkspace,
  query: nothing,
  body: listed,
  answer: nothing,
} as const satisfies Wire

/** What the blobs of the account count, begun uploads included; `quota` is null where there is none. */
export const readBlobUsageWire = /* @__PURE__ */ {
  name: 'read-blob-usage',
  method: 'get',
  path: '/blobs/usage',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ bytes: count, quota: z.nullable(count) }),
} as const satisfies Wire

const sha256 = async (part: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', part))

/** Of one sealed piece. */
export const pieceHash = sha256

/** Of a blob, from the hashes of its pieces in order (A5). */
export const blobChecksum = (pieceHashes: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(concatBytes(...pieceHashes))
