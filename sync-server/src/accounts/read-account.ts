/** Everything that unlocks the account, as of one moment: a state without the wraps it lists is worth nothing. */

import { must } from '@weft/shared/assert.ts'
import { readAccountWire } from '@weft/shared/protocol/accounts/account.ts'
import { err, ok } from '@weft/shared/result.ts'
import type * as z from 'zod/mini'
import type { AccountsTable, WrapsTable } from '../db/account-tables.ts'
import { signedOperation } from './account-context.ts'
import { kdfOf } from './account-rows.ts'

export const readAccount = signedOperation({
  ...readAccountWire,
  summary: 'The signed state and every wrap.',
  access: 'session',
  problems: [],
  handle: async ({ db }, { session }) => {
    const [account, wraps] = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async transaction => [
        await transaction
          .selectFrom('accounts')
          .selectAll()
          .where('id', '=', session.accountId)
          .executeTakeFirst(),
        await transaction
          .selectFrom('wraps')
          .selectAll()
          .where('account_id', '=', session.accountId)
          .orderBy('kind')
          .orderBy('ref')
          .execute(),
      ])
    return account === undefined ? err({ type: 'session-missing' }) : ok({ body: toAnswer(account, wraps) })
  },
})

const toAnswer = (
  account: AccountsTable,
  wraps: readonly WrapsTable[],
): z.output<(typeof readAccountWire)['answer']> => {
  const half = (ref: string): Uint8Array<ArrayBuffer> =>
    must(
      wraps.find(wrap => wrap.kind === 'identity' && wrap.ref === ref),
      'both halves of an identity',
    ).blob
  return {
    accountId: account.id,
    email: account.email,
    generation: account.generation,
    sequence: account.state_sequence,
    state: { bytes: account.state, signature: account.state_signature },
    kdf: kdfOf(account),
    wraps: wraps
      .filter(({ kind }) => kind !== 'identity' && kind !== 'account-older')
      .map(({ kind, ref, blob }) => ({ path: ref === '' ? kind : `${kind}/${ref}`, blob: blob })),
    identity: { signing: half('signing'), agreement: half('agreement') },
    older: wraps
      .filter(({ kind }) => kind === 'account-older')
      .map(({ ref, blob }) => ({ generation: Number(ref), blob: blob })),
  }
}
