/** A new account key as a client plans it, and as it is sent. */

import { systemRandom } from '@weft/shared/env.ts'
import type { OpenAccount } from '@weft/shared/crypto/account/account-key.ts'
import { hashOf } from '@weft/shared/crypto/account/account-state.ts'
import type { StoredWorkspaceKey } from '@weft/shared/crypto/account/account-step.ts'
import { createPasswordKeys } from '@weft/shared/crypto/account/password-key.ts'
import { createRecoveryEntropy, deriveRecoveryKeys } from '@weft/shared/crypto/account/recovery-phrase.ts'
import { planRotation } from '@weft/shared/crypto/account/rotation.ts'
import { cheapKdf, copyKey, valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import type { DeviceId } from '@weft/shared/ids.ts'
import { kdfText, type Person, stateText, text, wrapText } from './person.ts'

interface Wish {
  readonly workspaceKeys?: readonly StoredWorkspaceKey[]
  readonly olderAccounts?: readonly OpenAccount[]
  readonly revoked?: readonly DeviceId[]
}

export const rotationBody = async (
  person: Person,
  { workspaceKeys = [], olderAccounts = [], revoked = [] }: Wish = {},
) => {
  const password = valueOf(await createPasswordKeys('another password 12', null, cheapKdf(systemRandom)))
  const recovery = await deriveRecoveryKeys(createRecoveryEntropy(systemRandom), systemRandom)
  const proofs = { authKey: password.authKey, recoveryAuth: recovery.recoveryAuth }
  const steps = valueOf(
    await planRotation(
      {
        state: person.state,
        pinned: { sequence: person.state.sequence, hash: await hashOf(person.signed.bytes) },
        accountKey: copyKey(person.accountKey),
        identity: person.wrappedIdentity,
        workspaceKeys,
        olderAccounts,
        password,
        recoveryKey: recovery.wrapKey,
        proofs,
        revoked,
        now: 1_750_000_000_000,
      },
      systemRandom,
    ),
  )
  const parts = steps.flatMap(step => (step.type === 'stage' ? [step.part] : []))
  const activate = steps.find(step => step.type === 'activate')
  const identity = parts.find(part => part.type === 'identity')?.identity
  const older = parts.find(part => part.type === 'older')?.wrapped
  if (activate === undefined || identity === undefined || older === undefined)
    throw new Error('a plan is whole')
  const body = {
    ifSequence: activate.ifSequence,
    state: stateText(activate.state),
    generation: activate.generation,
    wraps: parts.flatMap(part => (part.type === 'wrap' ? [wrapText(part.wrap)] : [])),
    identity: { signing: text(identity.signing), agreement: text(identity.agreement) },
    older: text(older),
    workspaceKeys: parts.flatMap(part =>
      part.type === 'workspace-key'
        ? [
            {
              workspaceId: part.workspaceKey.workspaceId,
              epoch: part.workspaceKey.epoch,
              blob: text(part.workspaceKey.wrapped),
            },
          ]
        : [],
    ),
    kdf: kdfText(password.kdf),
    authKey: text(password.authKey),
    recoveryAuth: text(recovery.recoveryAuth),
    revoked,
  }
  return { body, password, recovery }
}
