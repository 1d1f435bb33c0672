/**
 * The workspaces of the account come to this device, and those of this device to the account: each with its key,
 * wrapped by the account key. Nothing is sealed anew, and no key takes the place of another.
 */

import { equalBytes } from '@weft/shared/bytes.ts'
import {
  type OpenAccount,
  unwrapWorkspaceKey,
  type WorkspaceKeyPlace,
  wrapWorkspaceKey,
} from '@weft/shared/crypto/account/account-key.ts'
import { parseWorkspaceKey } from '@weft/shared/crypto/account/secret-key.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { attachWorkspaceWire, listWorkspacesWire } from '@weft/shared/protocol/accounts/workspaces.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { WorkspaceId as WorkspaceIdSchema } from '@weft/shared/ids.ts'
import type * as z from 'zod/mini'
import type { AccountError } from '../account-error.ts'
import type { AccountContext } from './account-context.ts'
import type { Unlocked } from './unlock.ts'

type Listed = z.output<(typeof listWorkspacesWire)['answer']>['workspaces'][number]
type StoredKey = Listed['keys'][number]

/** Keys of a workspace come one an epoch; this device has the first. */
const firstEpoch = 0

export const shareWorkspaces = async (
  context: AccountContext,
  unlocked: Unlocked,
): Promise<Result<void, AccountError>> => {
  const ofAccount = await listAll(context)
  if (!ofAccount.ok) return ofAccount
  const ofDevice = await context.workspaces.list()
  if (!ofDevice.ok) return ofDevice

  let failure: AccountError | null = null
  for (const workspace of ofAccount.value) {
    const added = await takeKey(context, unlocked, workspace)
    if (!added.ok) failure ??= added.error
  }
  const attached = await context.workspaces.attachWorkspaces(homeOf(ofAccount.value))
  if (!attached.ok) return attached

  const known = new Set(ofAccount.value.map(({ workspaceId }) => workspaceId))
  for (const workspaceId of ofDevice.value.filter(id => !known.has(id))) {
    const given = await giveKey(context, unlocked, workspaceId)
    if (!given.ok) failure ??= given.error
  }
  // One that does not fit holds up no other.
  return failure === null ? ok(undefined) : err(failure)
}

/** The one that was attached first, by the server's clock: the same on every device. */
const homeOf = (workspaces: readonly Listed[]): WorkspaceId | undefined =>
  workspaces.toSorted((a, b) => a.attachedAt - b.attachedAt || (a.workspaceId < b.workspaceId ? -1 : 1))[0]
    ?.workspaceId

const listAll = async ({ api }: AccountContext): Promise<Result<readonly Listed[], AccountError>> => {
  const all: Listed[] = []
  let after: WorkspaceId | undefined
  for (;;) {
    const page = await api.ask(listWorkspacesWire, { query: after === undefined ? {} : { after } })
    if (!page.ok) return page
    all.push(...page.value.workspaces)
    const next = WorkspaceIdSchema.safeParse(page.value.next)
    // A server that leads in a circle would never be done with.
    if (!next.success || (after !== undefined && next.data <= after)) return ok(all)
    after = next.data
  }
}

const openKey = async (
  { account, older }: Unlocked,
  at: WorkspaceKeyPlace,
  { generation, blob }: StoredKey,
) => {
  const wrappedBy: OpenAccount | undefined = [account, ...older].find(
    known => known.generation === generation,
  )
  return wrappedBy ? unwrapWorkspaceKey(wrappedBy, at, blob) : err({ type: 'generation-unknown' } as const)
}

const takeKey = async (
  { keyring }: AccountContext,
  unlocked: Unlocked,
  { workspaceId, keys }: Listed,
): Promise<Result<void, AccountError>> => {
  const stored = keys.find(({ epoch }) => epoch === firstEpoch)
  if (!stored) return err({ type: 'key-malformed' })
  const key = await openKey(unlocked, { workspaceId, epoch: firstEpoch }, stored)
  if (!key.ok) return key
  const added = await keyring.addWorkspaceKey(workspaceId, key.value)
  key.value.fill(0)
  if (!added.ok) return added
  return added.value === 'differs' ? err({ type: 'workspace-key-differs' }) : ok(undefined)
}

/** Of two devices that give the same workspace the first one's wrap stays; it must hold the same key. */
const giveKey = async (
  { api, keyring }: AccountContext,
  unlocked: Unlocked,
  workspaceId: WorkspaceId,
): Promise<Result<void, AccountError>> => {
  const at = { workspaceId, epoch: firstEpoch }
  const { account } = unlocked
  const given = await keyring.lendWorkspaceKey(
    workspaceId,
    async (bytes): Promise<Result<void, AccountError>> => {
      const key = parseWorkspaceKey(bytes)
      if (!key.ok) return key
      const blob = await wrapWorkspaceKey(account, at, key.value)
      const body = { epoch: firstEpoch, generation: account.generation, blob }
      const stored = await api.ask(attachWorkspaceWire, { params: { workspaceId }, body })
      if (!stored.ok) return stored
      if (equalBytes(stored.value.blob, blob)) return ok(undefined)
      const theirs = await openKey(unlocked, at, stored.value)
      if (!theirs.ok) return theirs
      const same = equalBytes(theirs.value, bytes)
      theirs.value.fill(0)
      return same ? ok(undefined) : err({ type: 'workspace-key-differs' })
    },
  )
  return given.ok ? given.value : given
}
