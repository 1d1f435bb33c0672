/**
 * What changes at the server when the keys of an account change, as steps of a plan. A plan is made whole before
 * its first step is taken, and may stop after any of them: until the one step that counts, nothing that is in use
 * has been touched; after it, everything in use is new.
 *
 * A step with `ifSequence` is one transaction, and is refused when the account's state has moved on. Whoever made
 * the plan then starts over from the new state.
 */

import type { RotationId } from '../../ids.ts'
import type { WorkspaceKeyPlace } from './account-key.ts'
import type { SignedState } from './account-state.ts'
import type { PinnedState, StoredWrap } from './check-state.ts'
import type { WrappedIdentity } from './identity.ts'
import type { AuthKey } from './password-key.ts'
import type { RecoveryAuth } from './recovery-phrase.ts'

export interface StoredWorkspaceKey extends WorkspaceKeyPlace {
  /** Of the account key that wraps it: a key stored while a rotation went on may be of the generation before. */
  readonly generation: number
  readonly wrapped: Uint8Array<ArrayBuffer>
}

export type StagedPart =
  | { readonly type: 'wrap'; readonly wrap: StoredWrap }
  | { readonly type: 'identity'; readonly identity: WrappedIdentity }
  | { readonly type: 'older'; readonly older: number; readonly wrapped: Uint8Array<ArrayBuffer> }
  | { readonly type: 'workspace-key'; readonly workspaceKey: StoredWorkspaceKey }

/** Proofs that the server is to ask for from now on; null leaves one as it is. */
export interface NewProofs {
  readonly authKey: AuthKey | null
  readonly recoveryAuth: RecoveryAuth | null
}

export type AccountStep =
  /** Swaps verifier, wrap and state. */
  | {
      readonly type: 'replace-password'
      readonly ifSequence: number
      readonly authKey: AuthKey
      readonly wrap: StoredWrap
      readonly state: SignedState
    }
  /** Lies beside what is in use, under the name of its rotation. */
  | {
      readonly type: 'stage'
      readonly rotation: RotationId
      readonly generation: number
      readonly part: StagedPart
    }
  /** What is staged under this name takes the place of what was in use; workspace keys not staged are kept. */
  | {
      readonly type: 'activate'
      readonly ifSequence: number
      readonly rotation: RotationId
      readonly generation: number
      readonly proofs: NewProofs
      readonly state: SignedState
    }
  /** On this device. */
  | { readonly type: 'pin'; readonly pinned: PinnedState }
