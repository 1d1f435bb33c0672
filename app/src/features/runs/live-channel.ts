/**
 * The live end of an answer, between the worker that makes it and every page of this origin. A frame carries
 * what came since the one before it; a page that finds a gap, or has just opened, asks for the whole state.
 * Nothing here is stored: the checkpoint in the `runs` row is.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import type { RunState } from './tables.ts'

export const liveChannelName = 'weft-live-runs'

/** Text to append to a part, or the beginning of a new one. */
export interface LiveDelta {
  /** Position of the part in the answer. */
  readonly index: number
  readonly type: 'text' | 'reasoning' | 'tool-call'
  readonly delta: string
  /** Present when this delta begins a tool call. */
  readonly tool?: { readonly callId: string; readonly name: string }
}

export type LiveFrame =
  | {
      readonly type: 'delta'
      readonly messageId: MessageId
      /** 1, 2, 3… within the run. */
      readonly frame: number
      readonly deltas: readonly LiveDelta[]
      /** Another device makes it (`run-bridge.ts`). */
      readonly relayed?: true
    }
  | {
      readonly type: 'whole'
      readonly messageId: MessageId
      readonly frame: number
      readonly state: RunState
      readonly parts: readonly Part[]
      readonly relayed?: true
    }
  | { readonly type: 'end'; readonly messageId: MessageId }
  | { readonly type: 'ask'; readonly messageId: MessageId }
  /** From a tab that does not own the run to the worker that does. */
  | { readonly type: 'control'; readonly messageId: MessageId; readonly action: RunControl }

/** forget: its thread was deleted for good. */
export type RunControl = 'stop' | 'cancel' | 'retry' | 'forget'
