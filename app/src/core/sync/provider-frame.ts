/**
 * Frames that come from our own provider, of any size. (room-frame.ts parses what strangers send, and refuses what is
 * too large.)
 */

import { encodeRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { createCursor, readNumber, readPrefixed } from '@weft/shared/protocol/byte-cursor.ts'
import * as Y from 'yjs'
import { clientIdsOf } from '../room-follower.ts'

export type FrameKind = 'step1' | 'step2' | 'update' | 'other'

const sync = 0
const kinds: readonly FrameKind[] = ['step1', 'step2', 'update']

export const readFrameKind = (frame: Uint8Array): FrameKind =>
  (frame[0] === sync ? kinds[frame[1] ?? -1] : undefined) ?? 'other'

/** What a sync frame carries. */
const readUpdate = (frame: Uint8Array): Uint8Array => {
  const cursor = createCursor(frame)
  readNumber(cursor)
  readNumber(cursor)
  return readPrefixed(cursor)
}

/** Under which client ids the structs of an update frame were written. */
export const frameToClientIds = (frame: Uint8Array): readonly number[] => clientIdsOf(readUpdate(frame))

/** Update frames of one commit as one frame, so that it answers for all rows of the commit; null for none. */
export const joinFrames = (frames: readonly Uint8Array[]): Uint8Array | null => {
  if (frames.length < 2) return frames[0] ?? null
  return encodeRoomFrame({ type: 'sync-update', update: Y.mergeUpdates(frames.map(readUpdate)) })
}
