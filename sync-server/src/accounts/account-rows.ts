/** The rows of an account: read and written here, decided about elsewhere. */

import type { AccountId } from '@weft/shared/ids.ts'
import type { Kysely } from 'kysely'
import type { AccountsTable, DevicesTable, WrapKind } from '../db/account-tables.ts'
import type { Tables } from '../db/tables.ts'
import type { ListedDevice, UnlockWrap } from './check-next-state.ts'
import type { Kdf } from './signed-state.ts'

export type NewDevice = Pick<
  DevicesTable,
  'id' | 'signing_key' | 'agreement_key' | 'certificate' | 'sealed_name' | 'added_at'
>

export interface WrappedIdentity {
  readonly signing: Uint8Array<ArrayBuffer>
  readonly agreement: Uint8Array<ArrayBuffer>
}

export const kdfOf = (
  account: Pick<AccountsTable, 'kdf_memory' | 'kdf_passes' | 'kdf_lanes' | 'kdf_salt'>,
): Kdf => ({
  memory: account.kdf_memory,
  passes: account.kdf_passes,
  lanes: account.kdf_lanes,
  salt: account.kdf_salt,
})

export const unlockKinds: readonly WrapKind[] = [
  'account-by-password',
  'account-by-recovery',
  'account-to-device',
]

export const readUnlockWraps = async (
  db: Kysely<Tables>,
  accountId: AccountId,
): Promise<readonly UnlockWrap[]> => {
  const rows = await db
    .selectFrom('wraps')
    .select(['kind', 'ref', 'blob'])
    .where('account_id', '=', accountId)
    .where('kind', 'in', unlockKinds)
    .execute()
  return rows.map(({ kind, ref, blob }) => ({ path: ref === '' ? kind : `${kind}/${ref}`, blob }))
}

export const readListedDevices = async (
  db: Kysely<Tables>,
  accountId: AccountId,
): Promise<readonly ListedDevice[]> => {
  const rows = await db
    .selectFrom('devices')
    .select(['id', 'signing_key', 'agreement_key', 'added_at', 'revoked_at'])
    .where('account_id', '=', accountId)
    .execute()
  return rows.map(row => ({
    id: row.id,
    signing: row.signing_key,
    agreement: row.agreement_key,
    addedAt: row.added_at,
    revoked: row.revoked_at !== null,
  }))
}

export const listed = (device: NewDevice): ListedDevice => ({
  id: device.id,
  signing: device.signing_key,
  agreement: device.agreement_key,
  addedAt: device.added_at,
  revoked: false,
})

export const insertUnlockWraps = async (
  db: Kysely<Tables>,
  accountId: AccountId,
  generation: number,
  wraps: readonly UnlockWrap[],
): Promise<void> => {
  if (wraps.length === 0) return
  const values = wraps.map(({ path, blob }) => {
    const [kind = '', ref = ''] = path.split('/', 2)
    return { account_id: accountId, kind: kindOf(kind), ref, generation, blob }
  })
  await db.insertInto('wraps').values(values).execute()
}

const kindOf = (text: string): WrapKind => {
  const kind = unlockKinds.find(known => known === text)
  if (kind === undefined) throw new Error('Invariant broken: a path was parsed')
  return kind
}

export const insertDevice = async (
  db: Kysely<Tables>,
  accountId: AccountId,
  device: NewDevice,
  now: Date,
): Promise<void> => {
  await db
    .insertInto('devices')
    .values({ ...device, account_id: accountId, created_at: now, last_seen_at: now, revoked_at: null })
    .execute()
}

/** In the place of the one there is. */
export const insertIdentity = async (
  db: Kysely<Tables>,
  accountId: AccountId,
  generation: number,
  identity: WrappedIdentity,
): Promise<void> => {
  await db
    .insertInto('wraps')
    .values(
      (['signing', 'agreement'] as const).map(half => ({
        account_id: accountId,
        kind: 'identity' as const,
        ref: half,
        generation,
        blob: identity[half],
      })),
    )
    .onConflict(conflict =>
      conflict.columns(['account_id', 'kind', 'ref']).doUpdateSet(builder => ({
        generation: builder.ref('excluded.generation'),
        blob: builder.ref('excluded.blob'),
      })),
    )
    .execute()
}
