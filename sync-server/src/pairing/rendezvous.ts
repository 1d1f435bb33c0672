/**
 * Where two devices meet: the one that is to be added, which nobody knows yet, and one that is signed in. The id comes
 * from the offer that passes between them outside of the server. Each gets a token when it comes; a third is refused.
 * What they say is sealed, bounded and short-lived: nobody can make this a channel for something else.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { Kysely } from 'kysely'
import type { Participant } from '../db/account-tables.ts'
import type { Tables } from '../db/tables.ts'
import { hashSecretText } from '../sessions/secret-text.ts'

/** As the devices bound them: a picture is scanned at once, a code takes a person a while to type. */
export const lifetimes = { scan: 120_000, type: 600_000 } as const

interface Place {
  readonly participant: Participant
  readonly other: Participant
}

/** Which end holds this token; null for a wrong one, and where nobody meets any more. */
export const placeOf = async (
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  token: string,
): Promise<Place | null> => {
  const row = await db
    .selectFrom('rendezvous')
    .select(['creator_hash', 'joiner_hash'])
    .where('id', '=', id)
    .where('expires_at', '>', new Date(clock.now()))
    .executeTakeFirst()
  const hash = hashSecretText(token)
  if (row === undefined) return null
  if (hash.equals(row.creator_hash)) return { participant: 'creator', other: 'joiner' }
  if (row.joiner_hash !== null && hash.equals(row.joiner_hash))
    return { participant: 'joiner', other: 'creator' }
  return null
}
