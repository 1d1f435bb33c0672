/**
 * What a client needs to make its proof: cost and salt of the password. An address that nobody has gets the usual cost
 * and a salt that is always the same for it, so the answer does not tell who has an account. (An account made on a
 * device with little memory has an unusual cost, and that shows.)
 */

import { preloginWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { createHmac } from 'node:crypto'
import { err, ok } from '@weft/shared/result.ts'
import { preloginsOfNetwork } from '../limits/attempt-limits.ts'
import { publicOperation } from './account-context.ts'
import { kdfOf } from './account-rows.ts'

/** What clients take for a new account; a test compares it with theirs. */
export const usualCost = { memory: 64 * 1024, passes: 3, lanes: 1 }
const saltLength = 16

export const prelogin = publicOperation({
  ...preloginWire,
  summary: 'Cost and salt of a password.',
  problems: ['too-many-attempts'],
  handle: async ({ db, limits, serverSecret }, { body, caller }) => {
    const allowed = await limits.take(preloginsOfNetwork, caller.network)
    if (!allowed.ok) return err({ type: 'too-many-attempts', ...allowed.error })
    const account = await db
      .selectFrom('accounts')
      .select(['kdf_memory', 'kdf_passes', 'kdf_lanes', 'kdf_salt'])
      .where('email', '=', body.email)
      .executeTakeFirst()
    // Computed in any case: the time must not tell either.
    const salt = createHmac('sha256', serverSecret).update(`prelogin\0${body.email}`).digest()
    const unknown = { ...usualCost, salt: salt.subarray(0, saltLength) }
    return ok({ body: { kdf: account === undefined ? unknown : kdfOf(account) } })
  },
})
