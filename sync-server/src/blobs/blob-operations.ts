/** Every operation on blobs. What is not in this list does not exist: routes, documentation and tests come from it. */

import { appendBlob } from './append-blob.ts'
import { beginBlob } from './begin-blob.ts'
import { knownBlobs } from './known-blobs.ts'
import { markBlobs } from './mark-blobs.ts'
import { readBlob } from './read-blob.ts'
import { readBlobUsage } from './read-blob-usage.ts'
import { touchBlobs } from './touch-blobs.ts'

export const blobOperations = [
  knownBlobs,
  beginBlob,
  appendBlob,
  readBlob,
  touchBlobs,
  markBlobs,
  readBlobUsage,
]
