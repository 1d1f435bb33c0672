import { hash } from 'node:crypto'

/**
 * 16 bytes of SHA-256: by it a push that is repeated is recognised. Whoever makes two updates with one hash, which
 * takes 2^64 attempts, loses the second of their own; meeting somebody else's takes 2^128.
 */
export const contentHash = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer').subarray(0, 16)
