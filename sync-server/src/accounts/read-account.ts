/** Everything that unlocks the account, as of one moment: a state without the wraps it lists is worth nothing. */

import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { bytesOut, generation, sequence, toText } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import type { AccountsTable, WrapsTable } from '../db/account-tables.ts'
import { signedOperation } from './account-context.ts'
import { identityOut, kdfOut, kdfToText, signedStateOut, unlockWrapOut } from './account-fields.ts'
import { kdfOf } from './account-rows.ts'

const answer = z.strictObject({
  accountId: z.string(),
  email: z.string(),
  generation,
  sequence,
  state: signedStateOut,
  kdf: kdfOut,
  wraps: z.array(unlockWrapOut),
  identity: identityOut,
  /** Account keys of earlier generations, each under the one after it. */
  older: z.array(z.strictObject({ generation, blob: bytesOut })),
})

export const readAccount = signedOperation({
  name: 'read-account',
  method: 'get',
  path: '/account',
  summary: 'The signed state and every wrap.',
  access: 'session',
  params: nothing,
  query: nothing,
  body: nothing,
  answer,
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

const toAnswer = (account: AccountsTable, wraps: readonly WrapsTable[]): z.input<typeof answer> => {
  const half = (ref: string): string =>
    toText(wraps.find(wrap => wrap.kind === 'identity' && wrap.ref === ref)?.blob ?? Buffer.of())
  return {
    accountId: account.id,
    email: account.email,
    generation: account.generation,
    sequence: account.state_sequence,
    state: { bytes: toText(account.state), signature: toText(account.state_signature) },
    kdf: kdfToText(kdfOf(account)),
    wraps: wraps
      .filter(({ kind }) => kind !== 'identity' && kind !== 'account-older')
      .map(({ kind, ref, blob }) => ({ path: ref === '' ? kind : `${kind}/${ref}`, blob: toText(blob) })),
    identity: { signing: half('signing'), agreement: half('agreement') },
    older: wraps
      .filter(({ kind }) => kind === 'account-older')
      .map(({ ref, blob }) => ({ generation: Number(ref), blob: toText(blob) })),
  }
}
