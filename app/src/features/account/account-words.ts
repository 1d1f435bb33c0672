/** The words for everything that may go wrong with the account: what happened, what was kept, one thing to do. */

import type { TextKey } from '../../ui/i18n/translate.ts'
import type { AccountErrorType } from './account-error.ts'

export interface AccountWords {
  readonly what: TextKey
  readonly kept: TextKey
  /** Loading the page anew is what helps. */
  readonly reloads?: true
}

const offline = { what: 'account.offlineWhat', kept: 'account.offlineKept' } as const
const unreadable = { what: 'account.unreadableWhat', kept: 'account.unreadableKept' } as const
const insecure = { what: 'account.insecureWhat', kept: 'account.insecureKept' } as const
const busy = { what: 'account.busyWhat', kept: 'account.busyKept' } as const
const session = { what: 'account.sessionWhat', kept: 'account.sessionKept' } as const
const forged = { what: 'account.forgedWhat', kept: 'account.forgedKept' } as const
const older = { what: 'account.olderWhat', kept: 'account.olderKept' } as const
const weak = { what: 'account.weakWhat', kept: 'account.weakKept' } as const
const newer = { what: 'account.newerWhat', kept: 'account.newerKept', reloads: true } as const
const workspace = { what: 'account.workspaceWhat', kept: 'account.workspaceKept' } as const
const refused = { what: 'account.refusedWhat', kept: 'account.refusedKept' } as const
const words = { what: 'account.wordsWrongWhat', kept: 'account.wordsWrongKept' } as const
const pairExpired = { what: 'account.pairExpiredWhat', kept: 'account.pairExpiredKept' } as const
const pairRefused = { what: 'account.pairRefusedWhat', kept: 'account.pairRefusedKept' } as const
const pairPicture = { what: 'account.pairPictureWhat', kept: 'account.pairPictureKept' } as const
const pairCode = { what: 'account.pairCodeWhat', kept: 'account.pairCodeKept' } as const
const storage = { what: 'account.storageWhat', kept: 'account.storageKept', reloads: true } as const

export const accountWords: Readonly<Record<AccountErrorType, AccountWords>> = {
  'server-unreachable': offline,
  'server-unreadable': unreadable,
  'request-malformed': unreadable,
  'body-too-large': unreadable,
  'content-type-unsupported': unreadable,
  'administrator-needed': unreadable,
  'device-needed': session,
  'session-has-device': unreadable,
  'id-taken': unreadable,
  // Of attachments; no operation of an account answers so.
  'quota-exceeded': unreadable,
  'blob-differs': unreadable,
  'blob-damaged': unreadable,
  'upload-moved': unreadable,
  'upload-too-slow': unreadable,
  'range-unsatisfiable': unreadable,
  'state-inconsistent': unreadable,
  'generation-unknown': unreadable,
  'rendezvous-full': pairRefused,
  'rendezvous-taken': pairRefused,
  'origin-refused': insecure,
  'connection-not-secure': insecure,
  'session-missing': session,
  'signed-out': session,
  'device-revoked': session,
  'ticket-invalid': pairExpired,
  'proof-needed': { what: 'account.proveWhat', kept: 'account.proveKept' },
  'not-found': { what: 'account.missingWhat', kept: 'account.missingKept' },
  'sign-in-refused': refused,
  'too-many-attempts': { what: 'account.tooManyWhat', kept: 'account.tooManyKept' },
  'server-busy': busy,
  'database-unavailable': busy,
  'registration-closed': { what: 'account.closedWhat', kept: 'account.closedKept' },
  'invitation-invalid': { what: 'account.invitedWhat', kept: 'account.invitedKept' },
  'email-taken': { what: 'account.takenWhat', kept: 'account.takenKept' },
  'device-has-account': { what: 'account.otherPersonWhat', kept: 'account.otherPersonKept' },
  'workspace-taken': workspace,
  'workspace-key-differs': workspace,

  'state-older': older,
  'state-forked': older,
  'state-malformed': forged,
  'state-signature-wrong': forged,
  'state-other-account': forged,
  'state-signer-unknown': forged,
  'state-wrap-added': forged,
  'state-wrap-dropped': forged,
  'state-wrap-changed': forged,
  'state-envelope-below-minimum': forged,
  'seal-wrong-key': forged,
  'seal-tampered': forged,
  'seal-malformed': forged,
  'key-malformed': forged,
  'identity-malformed': forged,
  'public-key-invalid': forged,
  'state-newer-format': newer,
  'seal-newer-format': newer,
  'state-moved': { what: 'account.movedWhat', kept: 'account.movedKept' },
  'kdf-downgrade': weak,
  'kdf-too-costly': weak,
  'kdf-unsupported': weak,
  'kdf-failed': { what: 'account.kdfFailedWhat', kept: 'account.kdfFailedKept' },

  // Said at the field; here for whoever comes past it.
  'password-too-short': refused,
  'password-too-long': refused,
  'password-repeats': refused,
  'password-common': refused,
  'password-is-email': refused,
  'recovery-words-unknown': words,
  'recovery-words-miscounted': words,
  'recovery-checksum-wrong': words,
  'recovery-words-wrong': words,

  'pairing-expired': pairExpired,
  'pairing-cancelled': pairExpired,
  'pairing-not-begun': pairExpired,
  'pairing-code-wrong': { what: 'account.pairWrongWhat', kept: 'account.pairWrongKept' },
  'pairing-message-refused': pairRefused,
  'pairing-unexpected': pairRefused,
  'pairing-offer-substituted': pairRefused,
  'pairing-offer-malformed': pairPicture,
  'pairing-other-server': pairPicture,
  'pairing-offer-newer': newer,
  'pairing-code-mistyped': pairCode,
  'pairing-code-miscounted': pairCode,
  'pairing-too-soon': { what: 'account.pairSoonWhat', kept: 'account.pairSoonKept' },

  'key-unopenable': { what: 'account.keyLostWhat', kept: 'account.keyLostKept' },
  'storage-full': storage,
  'storage-lost': storage,
  'storage-blocked': storage,
  'storage-newer': newer,
  'storage-unavailable': storage,
  'storage-failed': storage,
}

/** What would make a password strong enough; nothing where it is. */
export const passwordWords = (type: AccountErrorType): TextKey | undefined => {
  switch (type) {
    case 'password-too-short':
      return 'account.passwordTooShort'
    case 'password-too-long':
      return 'account.passwordTooLong'
    case 'password-repeats':
      return 'account.passwordRepeats'
    case 'password-common':
      return 'account.passwordCommon'
    case 'password-is-email':
      return 'account.passwordIsEmail'
    default:
      return undefined
  }
}
