/**
 * Frames that come from our own provider, of any size. (room-frame.ts parses what strangers send, and refuses what is
 * too large.)
 */

import { encodeRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import * as Y from 'yjs'

export type FrameKind = 'step1' | 'step2' | 'update' | 'other'

const sync = 0
const kinds: readonly FrameKind[] = ['step1', 'step2', 'update']

export const readFrameKind = (frame: Uint8Array): FrameKind =>
  (frame[0] === sync ? kinds[frame[1] ?? -1] : undefined) ?? 'other'

/** Rows as one update frame, which then answers for all of them. */
export const rowsToFrame = (rows: readonly Uint8Array[]): Uint8Array =>
  encodeRoomFrame({ type: 'sync-update', update: Y.mergeUpdates([...rows]) })
