/** A new password: one wrap of the same account key is replaced. Nothing else is, and no data is re-encrypted. */

import type { AccountStep } from './account-step.ts'
import { type AccountState, hashOf, type ListedWrap, signAccountState } from './account-state.ts'
import type { PinnedState, StoredWrap } from './check-state.ts'
import type { Identity } from './identity.ts'
import type { NewPasswordKeys } from './password-key.ts'
import type { AccountKey } from './secret-key.ts'

export interface PasswordChange {
  /** The state as it was accepted last, and its pin. */
  readonly state: AccountState
  readonly pinned: PinnedState
  readonly accountKey: AccountKey
  readonly identity: Identity
  readonly password: NewPasswordKeys
}

export const listWrap = async ({ path, wrapped }: StoredWrap): Promise<ListedWrap> => ({
  path,
  hash: await hashOf(wrapped),
})

/** Also for the first password of an account that had none. */
export const planPasswordChange = async ({
  state,
  pinned,
  accountKey,
  identity,
  password,
}: PasswordChange): Promise<readonly AccountStep[]> => {
  const { accountId, generation } = state
  const path = { kind: 'account-by-password' } as const
  const wrapped = await password.wrapKey.wrap({ ...path, accountId, generation }, accountKey)
  const wrap: StoredWrap = { path, wrapped }
  const others = state.wraps.filter(listed => listed.path.kind !== path.kind)
  const next = await signAccountState(identity, {
    ...state,
    sequence: state.sequence + 1,
    previous: pinned.hash,
    kdf: password.kdf,
    wraps: [...others, await listWrap(wrap)],
  })
  return [
    {
      type: 'replace-password',
      ifSequence: state.sequence,
      authKey: password.authKey,
      wrap,
      state: next,
    },
    { type: 'pin', pinned: { sequence: state.sequence + 1, hash: await hashOf(next.bytes) } },
  ]
}
