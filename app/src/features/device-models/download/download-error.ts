/** Why a model has not come, or not whole. What has come is kept in every case. */

import * as z from 'zod/mini'

export const downloadErrorTypes = [
  'offline', // the browser has no network
  'unreachable', // the host does not answer, or not to this page, after several tries
  'refused', // the host answers that it will not: `status` says how
  'file-missing', // a file that the model is made of is not there
  'not-a-model', // what is there is not a model of this kind
  'damaged', // what came is not what the host says it should be, twice
  'no-room', // it would leave less than is kept free for threads
  'storage-failed', // the browser could not store it
] as const

export type DownloadErrorType = (typeof downloadErrorTypes)[number]

export const DownloadError = /* @__PURE__ */ z.object({
  type: z.enum(downloadErrorTypes),
  /** HTTP status, where there was one. */
  status: z.exactOptional(z.number()),
  /** The file's name, or what the browser said. */
  detail: z.exactOptional(z.string()),
  /** For `no-room`: bytes that would have to be made free. */
  missingBytes: z.exactOptional(z.number()),
})

export type DownloadError = z.infer<typeof DownloadError>
