/**
 * lib0's encoder over one buffer that is kept: a fresh one for every frame costs ten times the writing. Every frame of
 * every room is written here, once for each of its receivers.
 */

import { createEncoder, type Encoder, toUint8Array } from 'lib0/encoding'
import { assert } from '../assert.ts'

/** Above nearly every frame; lib0 takes a larger buffer by itself when one is needed. */
const keptBytes = 64 * 1024

const createKept = (): Encoder => {
  const encoder = createEncoder()
  encoder.cbuf = new Uint8Array(keptBytes)
  return encoder
}

let kept = createKept()
let writing = false

/** What `write` wrote, as bytes of their own. It may not itself write another. */
export const writeBytes = (write: (encoder: Encoder) => void): Uint8Array => {
  assert(!writing, 'one thing is written at a time')
  writing = true
  try {
    write(kept)
    return toUint8Array(kept)
  } finally {
    writing = false
    if (kept.bufs.length > 0) kept = createKept()
    kept.cpos = 0
  }
}
