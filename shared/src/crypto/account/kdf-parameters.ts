/**
 * What a password costs to guess, and the bounds of what a server may ask for. The server keeps these parameters
 * and sends them before anybody is signed in, so a lying server could send weak ones and be handed a key that is
 * cheap to guess from: below the floor nothing is computed and nothing is sent.
 *
 * Sources: RFC 9106 (Argon2); its second recommended profile is 64 MiB and 3 passes. One lane instead of four,
 * because WebAssembly computes one at a time, and more would only help who guesses.
 */

import { err, ok, type Result, type TaggedError } from '../../result.ts'

export interface KdfCost {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly lanes: number
}

export interface KdfParameters extends KdfCost {
  /** 16 random bytes, drawn anew for every password; never derived from the e-mail address. */
  readonly salt: Uint8Array<ArrayBuffer>
}

/** 32 bytes; rejects where the device has not got the memory. */
export type Argon2id = (
  password: Uint8Array<ArrayBuffer>,
  parameters: KdfParameters,
) => Promise<Uint8Array<ArrayBuffer>>

export const standardCost: KdfCost = { memory: 64 * 1024, passes: 3, lanes: 1 }

/** Where 64 MiB cannot be had: half the memory, one pass more. Well above the floor; the signed state records it. */
export const smallDeviceCost: KdfCost = { memory: 32 * 1024, passes: 4, lanes: 1 }

export const saltLength = 16

/** Less would let a server that lies about the parameters guess passwords cheaply. */
export const floorMemory = 19 * 1024
export const floorPasses = 2

/** More would let a server that lies about the parameters exhaust the memory of whoever signs in, or stall them. */
const ceilingMemory = 256 * 1024
const ceilingPasses = 16

export type KdfRefusal = TaggedError<'kdf-downgrade' | 'kdf-too-costly' | 'kdf-unsupported'>

export const checkKdf = ({ memory, passes, lanes, salt }: KdfParameters): Result<void, KdfRefusal> => {
  const whole = [memory, passes, lanes].every(Number.isSafeInteger)
  if (!whole || lanes !== 1) return err({ type: 'kdf-unsupported' })
  // A shorter salt may be shared by many people, and a table of guesses with it.
  if (memory < floorMemory || passes < floorPasses || salt.length !== saltLength)
    return err({ type: 'kdf-downgrade' })
  if (memory > ceilingMemory || passes > ceilingPasses) return err({ type: 'kdf-too-costly' })
  return ok(undefined)
}
