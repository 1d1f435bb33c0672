/**
 * Proofs of a password or a phrase are stored as Argon2id with a pepper that is not in the database. What is hashed
 * is not the password but 256 bits that the client made of it by an Argon2id of its own, so this need not be slow for
 * a guesser, only for a flood: few run at a time, some wait, the rest are turned away.
 */

import { argon2, timingSafeEqual } from 'node:crypto'
import type { Random } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Gate } from '../limits/gate.ts'

export interface ProofVerifier {
  /** What is to be stored. */
  readonly hash: (proof: Uint8Array) => Promise<Result<Buffer, ProofBusy>>
  /** The same work whether something is stored or not. */
  readonly matches: (proof: Uint8Array, stored: Uint8Array | null) => Promise<Result<boolean, ProofBusy>>
}

export interface ProofBusy {
  readonly type: 'server-busy'
  readonly retryAfter: number
}

interface Deps {
  readonly random: Random
  readonly pepper: Uint8Array
  /** Each proof takes 19 MiB and a thread of the pool that also reads files: few at once. */
  readonly gate: Gate
}

/** OWASP's floor for passwords: 19 MiB and two passes. */
const cost = { memory: 19 * 1024, passes: 2, parallelism: 1, tagLength: 32 } as const
const version = 1
const saltLength = 16
export const createProofVerifier = ({ random, pepper, gate }: Deps): ProofVerifier => {
  // Compared with when nothing is stored; nobody knows a proof that gives it.
  const nobodys = Buffer.concat([Buffer.of(version), random.bytes(saltLength), random.bytes(cost.tagLength)])

  const compute = async (proof: Uint8Array, salt: Uint8Array): Promise<Result<Buffer, ProofBusy>> => {
    const tag = await gate.pass(() => argon2id(proof, salt, pepper))
    return tag === null ? err({ type: 'server-busy', retryAfter: 5 }) : ok(tag)
  }

  return {
    hash: async proof => {
      const salt = random.bytes(saltLength)
      const tag = await compute(proof, salt)
      return tag.ok ? ok(Buffer.concat([Buffer.of(version), salt, tag.value])) : tag
    },
    matches: async (proof, stored) => {
      const against = stored ?? nobodys
      const tag = await compute(proof, against.subarray(1, 1 + saltLength))
      if (!tag.ok) return tag
      const same = timingSafeEqual(tag.value, against.subarray(1 + saltLength))
      return ok(same && stored !== null)
    },
  }
}

const argon2id = (message: Uint8Array, nonce: Uint8Array, secret: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, secret, ...cost }, (failure, tag) =>
      failure === null ? resolve(tag) : reject(failure),
    )
  })
