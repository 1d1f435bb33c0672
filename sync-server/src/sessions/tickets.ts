/**
 * Tickets: a secret for one use, which removes it. A socket's ticket stands for a session and its device in the place
 * where no cookie is asked; a device's ticket travels inside a pairing and becomes a session of the new device.
 */

import type { Env } from '@weft/shared/env.ts'
import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import type { Kysely } from 'kysely'
import type { SessionId, TicketKind } from '../db/account-tables.ts'
import type { Tables } from '../db/tables.ts'
import { createSecretText, hashSecretText } from './secret-text.ts'
import { isLive } from './sessions.ts'

/** A ticket that somebody else finds later is worth nothing. */
const lifetimeByKind: Readonly<Record<TicketKind, number>> = {
  socket: 30_000,
  // A person reads a consent screen, and both devices talk, before it is used.
  device: 10 * 60_000,
}

export interface TicketHolder {
  readonly sessionId: SessionId
  readonly accountId: AccountId
  readonly deviceId: DeviceId
}

export interface IssuedTicket {
  readonly ticket: string
  readonly expiresAt: number
}

export interface Tickets {
  readonly issue: (kind: TicketKind, sessionId: SessionId) => Promise<IssuedTicket>
  /** Null when it is unknown, used or too old, or its session or device has ended. */
  readonly redeem: (kind: TicketKind, ticket: string) => Promise<TicketHolder | null>
}

interface Deps {
  readonly db: Kysely<Tables>
  readonly env: Env
}

export const createTickets = ({ db, env: { clock, random } }: Deps): Tickets => ({
  issue: async (kind, sessionId) => {
    const ticket = createSecretText(random)
    const expiresAt = clock.now() + lifetimeByKind[kind]
    await db
      .insertInto('tickets')
      .values({
        hash: hashSecretText(ticket),
        kind,
        session_id: sessionId,
        expires_at: new Date(expiresAt),
      })
      .execute()
    return { ticket, expiresAt }
  },

  redeem: async (kind, ticket) => {
    const now = clock.now()
    const row = await db
      .deleteFrom('tickets')
      .using('sessions')
      .innerJoin('devices', 'devices.id', 'sessions.device_id')
      .whereRef('sessions.id', '=', 'tickets.session_id')
      .where('tickets.hash', '=', hashSecretText(ticket))
      .where('tickets.kind', '=', kind)
      .where('tickets.expires_at', '>', new Date(now))
      .where(builder => isLive(builder, now))
      .returning(['sessions.id as sessionId', 'sessions.account_id as accountId', 'devices.id as deviceId'])
      .executeTakeFirst()
    return row ?? null
  },
})
