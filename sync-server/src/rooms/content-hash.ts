import { hash } from 'node:crypto'
import type { PushedUpdate } from './room-log.ts'

/**
 * 16 bytes of SHA-256 over the room and the bytes: by it a push that is repeated is recognised. Ids have one length, so
 * nothing of them can be taken for the bytes. Whoever makes two updates with one hash, which takes 2^64 attempts,
 * loses the second of their own; meeting somebody else's takes 2^128.
 */
export const contentHash = ({
  workspaceId,
  roomId,
  bytes,
}: Pick<PushedUpdate, 'workspaceId' | 'roomId' | 'bytes'>): Buffer =>
  // In one call, which takes half the time of three.
  hash('sha256', Buffer.concat([Buffer.from(workspaceId + roomId, 'latin1'), bytes]), 'buffer').subarray(
    0,
    16,
  )
