/**
 * Sign-up. Everything was made by the client; the server checks that it fits together and stores it. Without mail a
 * server cannot help saying that an address is taken; who is not invited learns nothing, since that is asked first.
 */

import { recoveryPath } from '@weft/shared/protocol/accounts/account-fields.ts'
import { createAccountWire } from '@weft/shared/protocol/accounts/registration.ts'
import type { AccountId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { sql, type Transaction } from 'kysely'
import type * as z from 'zod/mini'
import type { Problem } from '../api/problems.ts'
import type { Role } from '../db/account-tables.ts'
import type { Tables } from '../db/tables.ts'
import { registrationsOfNetwork } from '../limits/attempt-limits.ts'
import { hashSecretText } from '../sessions/secret-text.ts'
import { openSession } from '../sessions/sessions.ts'
import { type AccountContext, publicOperation } from './account-context.ts'
import { insertDevice, insertIdentity, insertUnlockWraps, listed } from './account-rows.ts'
import { checkNextState } from './check-next-state.ts'
import { toNewDevice } from './to-new-device.ts'

type Request = z.output<(typeof createAccountWire)['body']>

export const createAccount = publicOperation({
  ...createAccountWire,
  summary: 'Sign up, and be signed in. The first account is an administrator’s.',
  problems: [
    'registration-closed',
    'invitation-invalid',
    'email-taken',
    'id-taken',
    'state-malformed',
    'state-signature-wrong',
    'state-inconsistent',
    'too-many-attempts',
    'server-busy',
  ],
  handle: async (context, { body: request, caller }) => {
    const { db, limits, proofs } = context
    const allowed = await limits.take(registrationsOfNetwork, caller.network)
    if (!allowed.ok) return err({ type: 'too-many-attempts', ...allowed.error })
    // Asked before the work is done, and again when nobody else can be asking.
    const welcome = await roleFor(context, db, request)
    if (!welcome.ok) return welcome
    const sound = checkNextState(null, request.state, {
      accountId: request.accountId,
      generation: 1,
      sequence: 1,
      kdf: request.kdf,
      wraps: request.wraps,
      devices: [listed(toNewDevice(request.device))],
    })
    if (!sound.ok) return err({ type: sound.error })
    // The phrase signs in and unlocks, or there is none.
    if (request.wraps.some(({ path }) => path === recoveryPath) !== (request.recoveryAuth !== undefined))
      return err({ type: 'state-inconsistent' })
    const verifier = await proofs.hash(request.authKey)
    if (!verifier.ok) return verifier
    const recoveryVerifier = request.recoveryAuth ? await proofs.hash(request.recoveryAuth) : ok(null)
    if (!recoveryVerifier.ok) return recoveryVerifier

    return db.transaction().execute(async transaction => {
      await registerAlone(transaction)
      const role = await roleFor(context, transaction, request)
      if (!role.ok) return role
      if (await isTaken(transaction, 'email', request.email)) return err({ type: 'email-taken' })
      if (await isTaken(transaction, 'id', request.accountId)) return err({ type: 'id-taken' })
      await spendInvitation(transaction, request)
      await store(context, transaction, request, {
        role: role.value,
        verifier: verifier.value,
        recoveryVerifier: recoveryVerifier.value,
      })
      const cookie = await openSession(transaction, context.env, {
        accountId: request.accountId,
        deviceId: request.device.id,
        proved: true,
      })
      return ok({
        body: {
          accountId: request.accountId,
          role: role.value,
          deviceId: request.device.id,
          expiresAt: cookie.expiresAt.getTime(),
        },
        cookie,
      })
    })
  },
})

/** One registration at a time on all nodes, so that there is one first account, and an invitation is used as often as it says. */
const registerAlone = async (transaction: Transaction<Tables>): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('weft registration'))`.execute(transaction)
}

const roleFor = async (
  { registration, env }: AccountContext,
  db: AccountContext['db'],
  { invitation }: Request,
): Promise<Result<Role, Problem>> => {
  if (registration === 'closed') return err({ type: 'registration-closed' })
  const anybody = await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst()
  if (anybody === undefined) return ok('administrator')
  if (registration === 'open') return ok('person')
  const found = await db
    .selectFrom('invitations')
    .select('id')
    .where('hash', '=', hashSecretText(invitation ?? ''))
    .where('uses_left', '>', 0)
    .where('expires_at', '>', new Date(env.clock.now()))
    .executeTakeFirst()
  return found === undefined ? err({ type: 'invitation-invalid' }) : ok('person')
}

const isTaken = async (
  transaction: Transaction<Tables>,
  column: 'email' | 'id',
  value: string | AccountId,
): Promise<boolean> => {
  const row = await transaction
    .selectFrom('accounts')
    .select('id')
    .where(({ eb }) => eb(column, '=', value))
    .executeTakeFirst()
  return row !== undefined
}

/** Does nothing where none was needed. */
const spendInvitation = async (transaction: Transaction<Tables>, { invitation }: Request): Promise<void> => {
  if (invitation === undefined) return
  await transaction
    .updateTable('invitations')
    .set(({ eb }) => ({ uses_left: eb('uses_left', '-', 1) }))
    .where('hash', '=', hashSecretText(invitation))
    .where('uses_left', '>', 0)
    .execute()
}

interface Stored {
  readonly role: Role
  readonly verifier: Uint8Array
  readonly recoveryVerifier: Uint8Array | null
}

const store = async (
  { env }: AccountContext,
  transaction: Transaction<Tables>,
  { accountId: id, email: address, kdf: cost, state, ...rest }: Request,
  { role, verifier, recoveryVerifier }: Stored,
): Promise<void> => {
  const now = new Date(env.clock.now())
  await transaction
    .insertInto('accounts')
    .values({
      id,
      email: address,
      role,
      kdf_memory: cost.memory,
      kdf_passes: cost.passes,
      kdf_lanes: cost.lanes,
      kdf_salt: cost.salt,
      verifier,
      recovery_verifier: recoveryVerifier,
      generation: 1,
      state: state.bytes,
      state_signature: state.signature,
      state_sequence: 1,
      created_at: now,
    })
    .execute()
  await insertUnlockWraps(transaction, id, 1, rest.wraps)
  await insertIdentity(transaction, id, 1, rest.identity)
  await insertDevice(transaction, id, toNewDevice(rest.device), now)
}
