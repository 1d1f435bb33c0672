/**
 * Sessions: an opaque token in the browser, its hash here. A token is new whenever what the session may do has grown
 * (sign-in, proof, device), so one that was seen before is worth nothing after. Ending them is told to whoever listens
 * (`access-events.ts`), since an open socket asks nobody.
 */

import type { Env } from '@weft/shared/env.ts'
import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import type { ExpressionBuilder, Kysely } from 'kysely'
import type { SessionId } from '../db/account-tables.ts'
import type { Tables } from '../db/tables.ts'
import type { CookieChange } from './cookie.ts'
import { createSecretText, hashSecretText } from './secret-text.ts'
import type { Session } from './session.ts'

/** A device that was put aside for a month signs in again. */
const idleLifetime = 30 * 86_400_000
/** However much a session is used, a stolen token ends after this. */
const absoluteLifetime = 90 * 86_400_000
/** How exact `last_used_at` is: a write for every request would be many. */
const touchEvery = 5 * 60_000

/** Inside a transaction or outside of one. */
type Executor = Kysely<Tables>

export interface NewSession {
  readonly accountId: AccountId
  readonly deviceId: DeviceId | null
  readonly proved: boolean
}

type SetCookie = Extract<CookieChange, { readonly type: 'set' }>

/** The conditions under which a session counts; `sessions` and `devices` (by a left join) must be in the query. */
export const isLive = (builder: ExpressionBuilder<Tables, 'sessions' | 'devices'>, now: number) =>
  builder.and([
    builder('sessions.expires_at', '>', new Date(now)),
    builder('sessions.last_used_at', '>', new Date(now - idleLifetime)),
    builder.or([
      builder('sessions.device_id', 'is', null),
      builder.and([builder('devices.id', 'is not', null), builder('devices.revoked_at', 'is', null)]),
    ]),
  ])

export const openSession = async (
  db: Executor,
  { clock, random }: Env,
  { accountId, deviceId, proved }: NewSession,
): Promise<SetCookie> => {
  const token = createSecretText(random)
  const now = clock.now()
  const expiresAt = new Date(now + absoluteLifetime)
  await db
    .insertInto('sessions')
    .values({
      token_hash: hashSecretText(token),
      account_id: accountId,
      device_id: deviceId,
      created_at: new Date(now),
      last_used_at: new Date(now),
      proved_at: proved ? new Date(now) : null,
      expires_at: expiresAt,
    })
    .execute()
  return { type: 'set', token, expiresAt }
}

export const findSession = async (db: Executor, { clock }: Env, token: string): Promise<Session | null> => {
  const now = clock.now()
  const row = await db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .leftJoin('devices', 'devices.id', 'sessions.device_id')
    .select([
      'sessions.id',
      'accounts.id as accountId',
      'accounts.email',
      'accounts.role',
      'sessions.device_id as deviceId',
      'sessions.created_at as createdAt',
      'sessions.expires_at as expiresAt',
      'sessions.proved_at as provedAt',
      'sessions.last_used_at as lastUsedAt',
    ])
    .where('sessions.token_hash', '=', hashSecretText(token))
    .where(builder => isLive(builder, now))
    .executeTakeFirst()
  if (row === undefined) return null
  const { lastUsedAt, ...session } = row
  if (now - lastUsedAt.getTime() > touchEvery) await touch(db, session, new Date(now))
  return session
}

/** Those of them that count now, by their keys: what is asked of all that are in use. */
export const liveAmong = async (
  db: Executor,
  { clock }: Env,
  sessionIds: readonly SessionId[],
): Promise<ReadonlySet<SessionId>> => {
  const rows = await db
    .selectFrom('sessions')
    .leftJoin('devices', 'devices.id', 'sessions.device_id')
    .select('sessions.id')
    .where('sessions.id', '=', ({ eb }) => eb.fn.any(eb.val([...sessionIds])))
    .where(builder => isLive(builder, clock.now()))
    .execute()
  return new Set(rows.map(({ id }) => id))
}

const touch = async (db: Executor, { id, deviceId }: Session, now: Date): Promise<void> => {
  await db.updateTable('sessions').set({ last_used_at: now }).where('id', '=', id).execute()
  if (deviceId !== null)
    await db.updateTable('devices').set({ last_seen_at: now }).where('id', '=', deviceId).execute()
}

/** A new token for a session that may do more from now on; how long it lives at most does not change. */
export const renewSession = async (
  db: Executor,
  { clock, random }: Env,
  { id, expiresAt }: Session,
  grown: { readonly deviceId: DeviceId } | { readonly proved: true },
): Promise<SetCookie> => {
  const token = createSecretText(random)
  await db
    .updateTable('sessions')
    .set({
      token_hash: hashSecretText(token),
      ...('deviceId' in grown ? { device_id: grown.deviceId } : { proved_at: new Date(clock.now()) }),
    })
    .where('id', '=', id)
    .execute()
  return { type: 'set', token, expiresAt }
}

export type Ending =
  | { readonly type: 'one'; readonly sessionId: SessionId }
  | { readonly type: 'others'; readonly than: Session }
  | { readonly type: 'of-devices'; readonly accountId: AccountId; readonly deviceIds: readonly DeviceId[] }
  | { readonly type: 'of-account'; readonly accountId: AccountId }

/** The ids of those that ended, to be told once this is committed. */
export const endSessions = async (db: Executor, ending: Ending): Promise<readonly SessionId[]> => {
  const rows = await db
    .deleteFrom('sessions')
    .where(builder => {
      switch (ending.type) {
        case 'one':
          return builder('id', '=', ending.sessionId)
        case 'others':
          return builder.and([
            builder('account_id', '=', ending.than.accountId),
            builder('id', '!=', ending.than.id),
          ])
        case 'of-devices':
          return builder.and([
            builder('account_id', '=', ending.accountId),
            builder('device_id', '=', builder.fn.any(builder.val([...ending.deviceIds]))),
          ])
        case 'of-account':
          return builder('account_id', '=', ending.accountId)
      }
    })
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
