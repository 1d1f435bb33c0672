/**
 * Why something about the account did not happen. The tags come from where they arise: the server's problems, the
 * refusals of what a server says, the keys, the pairing, storage. `account-words.ts` has the words for each.
 */

import type { UnlockError } from '@weft/shared/crypto/account/account-key.ts'
import type { StateRefusal } from '@weft/shared/crypto/account/check-state.ts'
import type { IdentityError } from '@weft/shared/crypto/account/identity.ts'
import type { PasswordKeyError } from '@weft/shared/crypto/account/password-key.ts'
import type { PasswordRefusal } from '@weft/shared/crypto/account/password-strength.ts'
import type { RecoveryPhraseError, UnknownWord } from '@weft/shared/crypto/account/recovery-phrase.ts'
import type { PairingFailure } from '@weft/shared/crypto/pairing/pairing-ending.ts'
import type { CodeError, OfferError } from '@weft/shared/crypto/pairing/pairing-offer.ts'
import type { PublicKeyError } from '@weft/shared/crypto/public-key.ts'
import type { ProblemType } from '@weft/shared/protocol/accounts/problem.ts'
import type { TaggedError } from '@weft/shared/result.ts'
import type { KeyError } from '../../core/keyring.ts'
import type { StorageError } from '../../core/store.ts'

type OwnErrorType =
  | 'server-unreachable' // nothing came back: no network, or no server
  | 'server-unreadable' // what came back is not an answer of a Weft server
  | 'signed-out' // nobody is signed in on this device
  | 'device-has-account' // its threads belong to another account
  | 'device-revoked' // the account has taken this device out
  | 'workspace-key-differs' // the account holds another key for a workspace of this device
  | 'recovery-words-wrong' // the words that were asked for are not those of the phrase
  | 'pairing-not-begun' // there is none, or it has ended
  | 'pairing-too-soon' // consent before anybody can have read what for

export type AccountErrorType =
  | ProblemType
  | StateRefusal['type']
  | UnlockError['type']
  | IdentityError['type']
  | PublicKeyError['type']
  | PasswordKeyError['type']
  | PasswordRefusal['type']
  | RecoveryPhraseError['type']
  | OfferError['type']
  | CodeError['type']
  | PairingFailure['type']
  | KeyError['type']
  | StorageError['type']
  | OwnErrorType

export interface AccountError extends TaggedError<AccountErrorType> {
  /** By which the server's log is found. */
  readonly requestId?: string | undefined
  /** Seconds. */
  readonly retryAfter?: number | undefined
  readonly detail?: string | undefined
  /** How many words or characters were typed. */
  readonly count?: number
  /** Words of a phrase that are in no list; for the screen of who typed them. */
  readonly words?: readonly UnknownWord[]
}
