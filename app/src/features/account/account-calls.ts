/** What a page may ask of the account. Keys never come to it: a page sends what a person typed and gets what they read. */

import type { DeviceId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import type { CallByName, CallsByName } from '../../core/calls-by-name.ts'
import type { AccountError } from './account-error.ts'

export interface SignIn {
  readonly email: string
  readonly password: string
  /** By which the person will know this device among theirs. */
  readonly deviceName: string
}

export interface SignUp extends SignIn {
  /** Where the server takes new accounts by invitation only. */
  readonly invitation?: string | undefined
}

export interface Recovery extends SignIn {
  readonly phrase: string
}

export interface Registration {
  readonly registration: 'open' | 'invitation' | 'closed'
  /** Nobody has an account there yet: the first is an administrator's, and needs no invitation. */
  readonly isFirst: boolean
}

export interface NewPhrase {
  readonly words: readonly string[]
  /** Positions from one, of the words that will be asked for. */
  readonly asked: readonly number[]
}

export interface DeviceView {
  readonly id: DeviceId
  /** Empty where it cannot be read. */
  readonly name: string
  readonly addedAt: number
  readonly lastSeenAt: number | null
  readonly revokedAt: number | null
  readonly isThis: boolean
}

export interface PairingOfferView {
  readonly how: 'scan' | 'type'
  /** What the picture holds, or the code that is typed. */
  readonly text: string
  readonly expiresAt: number
}

export interface ConsentView {
  /** As the new device says it. */
  readonly name: string
  /** Consent that comes sooner does not count. */
  readonly consentFrom: number
  readonly expiresAt: number
}

type Done<T = void> = Promise<Result<T, AccountError>>

export interface AccountCalls {
  readonly registration: () => Done<Registration>
  /** Whether a password is strong enough, as it is typed. */
  readonly checkPassword: (password: string, email: string) => Done
  readonly signUp: (person: SignUp) => Done
  readonly signIn: (person: SignIn) => Done
  readonly recover: (person: Recovery) => Done
  readonly signOut: () => Done
  /** Asks the server how things stand, and shares workspaces that are not shared yet. */
  readonly refresh: () => Done
  /** Proves the password again, for what answers `proof-needed`. */
  readonly prove: (password: string) => Done
  readonly changePassword: (present: string, next: string) => Done
  readonly beginPhrase: () => Done<NewPhrase>
  readonly confirmPhrase: (words: readonly string[]) => Done
  readonly devices: () => Done<readonly DeviceView[]>
  readonly renameDevice: (id: DeviceId, name: string) => Done
  readonly revokeDevice: (id: DeviceId) => Done
  readonly deleteAccount: (password: string) => Done

  /** On the device that is to be added, in this order. */
  readonly offerPairing: (how: PairingOfferView['how'], deviceName: string) => Done<PairingOfferView>
  readonly pairingAnswered: () => Done<string>
  readonly enterCheckCode: (digits: string) => Done

  /** On a device of the account, in this order. */
  readonly answerPairing: (offer: Pick<PairingOfferView, 'how' | 'text'>) => Done<string>
  readonly pairingConfirmed: () => Done<ConsentView>
  readonly approvePairing: () => Done

  readonly cancelPairing: () => Done
}

/** The same by name, which crosses to a worker as one call. */
export type CallAccount = CallByName<AccountCalls, AccountError>

export type AccountCallsByName = CallsByName<AccountCalls, AccountError>
