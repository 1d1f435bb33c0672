/**
 * The account in the engine: what a page may ask of it, and what sync needs of it. One change at a time in all tabs of
 * this browser, since they share a session and a device.
 */

import { checkPassword } from '@weft/shared/crypto/account/password-strength.ts'
import type { AccountId } from '@weft/shared/ids.ts'
import { deleteAccountWire } from '@weft/shared/protocol/accounts/account.ts'
import { readRegistrationWire } from '@weft/shared/protocol/accounts/registration.ts'
import {
  createSocketTicketWire,
  readSessionWire,
  signOutWire,
} from '@weft/shared/protocol/accounts/sessions.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { AccountCalls } from '../account-calls.ts'
import type { AccountError } from '../account-error.ts'
import type { AccountApi } from './account-api.ts'
import { type AccountContext, withAccount } from './account-context.ts'
import { changePassword, proofOfPassword, provePassword } from './change-password.ts'
import { listDevices, renameDevice, revokeDevice } from './devices.ts'
import { share } from './enter.ts'
import { createExistingDevicePairing } from './pair-existing-device.ts'
import { createNewDevicePairing } from './pair-new-device.ts'
import { recoverAccount } from './recover.ts'
import { createPhraseMaker } from './recovery-phrase.ts'
import { signIn } from './sign-in.ts'
import { signUp } from './sign-up.ts'

export interface SocketTicket {
  readonly ticket: string
  readonly expiresAt: number
}

export type AccountEvent =
  | { readonly type: 'signed-in'; readonly accountId: AccountId }
  | { readonly type: 'signed-out' }

export interface Account {
  /** For the page. */
  readonly calls: AccountCalls
  /** Opens one socket, within half a minute. */
  readonly createTicket: () => Promise<Result<SocketTicket, AccountError>>
  /** Tells at once how things stand, then whenever somebody signs in or out, in whichever tab. */
  readonly subscribe: (listener: (event: AccountEvent) => void) => () => void
}

export interface AccountDeps extends AccountContext {
  /** Runs one at a time, in all tabs. */
  readonly exclusive: <T>(action: () => Promise<T>) => Promise<T>
}

export const createAccount = ({ exclusive, ...given }: AccountDeps): Account => {
  const context: AccountContext = { ...given, api: noticingEndings(given) }
  const { api, store } = context
  const phrases = createPhraseMaker(context)
  const newDevice = createNewDevicePairing(context)
  const existingDevice = createExistingDevicePairing(context)

  const signOut = async (): Promise<Result<void, AccountError>> => {
    const ended = await api.ask(signOutWire, {})
    // Whoever is signed out already has what they wanted.
    if (!ended.ok && ended.error.type !== 'session-missing') return ended
    return store.change({ session: 'signed-out', attention: null })
  }

  const refresh = async (): Promise<Result<void, AccountError>> => {
    const own = await store.read()
    if (!own.ok || own.value === null || own.value.session !== 'open') return own.ok ? ok(undefined) : own
    const session = await api.ask(readSessionWire, {})
    if (!session.ok) return session
    if (own.value.leaving === true) await store.change({ leaving: false })
    return withAccount(context, ({ unlocked }) => share(context, unlocked))
  }

  const deleteAccount = async (password: string): Promise<Result<void, AccountError>> => {
    const proof = await proofOfPassword(context, password)
    if (!proof.ok) return proof
    // The answer may be lost on its way, with the account already gone.
    const noted = await store.change({ leaving: true })
    if (!noted.ok) return noted
    const deleted = await api.ask(deleteAccountWire, { body: { of: 'password', proof: proof.value } })
    if (deleted.ok) return store.forget()
    if (isRefused(deleted.error)) await store.change({ leaving: false })
    return deleted
  }

  return {
    calls: {
      registration: () => api.ask(readRegistrationWire, {}),
      checkPassword: async (password, email) => checkPassword(password, email),
      signUp: person => exclusive(() => signUp(context, person)),
      signIn: person => exclusive(() => signIn(context, person)),
      recover: person => exclusive(() => recoverAccount(context, person)),
      signOut: () => exclusive(signOut),
      refresh: () => exclusive(refresh),
      prove: password => exclusive(() => provePassword(context, password)),
      changePassword: (present, next) => exclusive(() => changePassword(context, present, next)),
      beginPhrase: phrases.begin,
      confirmPhrase: words => exclusive(() => phrases.confirm(words)),
      devices: () => listDevices(context),
      renameDevice: (id, name) => exclusive(() => renameDevice(context, id, name)),
      revokeDevice: id => exclusive(() => revokeDevice(context, id)),
      deleteAccount: password => exclusive(() => deleteAccount(password)),

      offerPairing: newDevice.offer,
      pairingAnswered: newDevice.answered,
      enterCheckCode: newDevice.enter,
      answerPairing: existingDevice.answer,
      pairingConfirmed: existingDevice.confirmed,
      approvePairing: () => exclusive(existingDevice.approve),
      cancelPairing: async () => {
        await Promise.all([newDevice.cancel(), existingDevice.cancel()])
        return ok(undefined)
      },
    },

    createTicket: async () => {
      const own = await store.read()
      if (!own.ok) return own
      if (own.value?.session !== 'open') return err({ type: 'signed-out' })
      return api.ask(createSocketTicketWire, {})
    },

    subscribe: listener => {
      let told: AccountId | null | undefined
      return store.watch(account => {
        const now = account?.session === 'open' ? account.accountId : null
        if (now === told) return
        told = now
        listener(now === null ? { type: 'signed-out' } : { type: 'signed-in', accountId: now })
      })
    },
  }
}

/** The server has looked at it and done nothing; of any other failure nobody knows. */
const isRefused = ({ type }: AccountError): boolean =>
  type === 'sign-in-refused' || type === 'too-many-attempts'

/**
 * A session that ended elsewhere is noticed by whoever asks next. Local history stays as it is. Where the account was
 * to be deleted, it has been, and this device belongs to none.
 */
const noticingEndings = ({ api, store }: AccountContext): AccountApi => ({
  ask: async (wire, parts) => {
    const answer = await api.ask(wire, parts)
    if (answer.ok || answer.error.type !== 'session-missing') return answer
    const own = await store.read()
    if (own.ok && own.value?.leaving === true) await store.forget()
    else if (own.ok && own.value?.session === 'open') await store.change({ session: 'ended' })
    return answer
  },
})
