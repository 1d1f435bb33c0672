/** Argon2id (RFC 9106) in WebAssembly. Imported on demand: nobody needs it before signing in. */

import { argon2id as hashWasmArgon2id } from 'hash-wasm'
import type { Argon2id } from './kdf-parameters.ts'

export const argon2id: Argon2id = async (password, { memory, passes, lanes, salt }) => {
  const hash = await hashWasmArgon2id({
    password,
    salt,
    memorySize: memory,
    iterations: passes,
    parallelism: lanes,
    hashLength: 32,
    outputType: 'binary',
  })
  return hash.slice()
}
