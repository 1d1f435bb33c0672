/** The devices of the account: who they are says the signed state; the server adds when it saw them last. */

import { unlockPathKey } from '@weft/shared/crypto/account/account-state.ts'
import { DeviceId } from '@weft/shared/ids.ts'
import { devicePath } from '@weft/shared/protocol/accounts/account-fields.ts'
import {
  listDevicesWire,
  renameDeviceWire,
  revokeDeviceWire,
} from '@weft/shared/protocol/accounts/devices.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type * as z from 'zod/mini'
import type { DeviceView } from '../account-calls.ts'
import type { AccountError } from '../account-error.ts'
import { type AccountContext, remember, signNext, withAccount } from './account-context.ts'
import { openName, sealName } from './this-device.ts'

type Listed = z.output<(typeof listDevicesWire)['answer']>['devices'][number]

/** A device that the server lists and the account has not signed for is nobody's, and not shown. */
export const listDevices = (context: AccountContext): Promise<Result<readonly DeviceView[], AccountError>> =>
  withAccount(context, async ({ unlocked, own }) => {
    const stored = await listAll(context)
    if (!stored.ok) return stored
    const byId = new Map(stored.value.map(device => [device.id, device]))
    const accounts = [unlocked.account, ...unlocked.older]
    const views = unlocked.state.devices.map(async ({ id, addedAt, revokedAt }): Promise<DeviceView> => {
      const listed = byId.get(id)
      return {
        id,
        name: listed ? await openName(accounts, id, listed.sealedName) : '',
        addedAt,
        lastSeenAt: listed?.lastSeenAt ?? null,
        revokedAt,
        isThis: id === own.deviceId,
      }
    })
    return ok(await Promise.all(views))
  })

const listAll = async ({ api }: AccountContext): Promise<Result<readonly Listed[], AccountError>> => {
  const all: Listed[] = []
  let after: DeviceId | undefined
  for (;;) {
    const page = await api.ask(listDevicesWire, { query: after === undefined ? {} : { after } })
    if (!page.ok) return page
    all.push(...page.value.devices)
    const next = DeviceId.safeParse(page.value.next)
    // A server that leads in a circle would never be done with.
    if (!next.success || (after !== undefined && next.data <= after)) return ok(all)
    after = next.data
  }
}

export const renameDevice = (
  context: AccountContext,
  deviceId: DeviceId,
  name: string,
): Promise<Result<void, AccountError>> =>
  withAccount(context, async ({ unlocked, own }) => {
    const sealedName = await sealName(unlocked.account, deviceId, name)
    const renamed = await context.api.ask(renameDeviceWire, { params: { deviceId }, body: { sealedName } })
    if (!renamed.ok) return renamed
    return own.deviceId === deviceId ? context.store.change({ deviceName: name }) : ok(undefined)
  })

/** Its wrap goes and its sessions end. What it has read it has. */
export const revokeDevice = (
  context: AccountContext,
  deviceId: DeviceId,
): Promise<Result<void, AccountError>> =>
  withAccount(context, async ({ unlocked }) => {
    const { state } = unlocked
    const now = context.env.clock.now()
    const next = await signNext(unlocked, {
      wraps: state.wraps.filter(({ path }) => unlockPathKey(path) !== devicePath(deviceId)),
      devices: state.devices.map(device =>
        device.id === deviceId ? { ...device, revokedAt: device.revokedAt ?? now } : device,
      ),
    })
    const body = { ifSequence: state.sequence, state: next.signed }
    const revoked = await context.api.ask(revokeDeviceWire, { params: { deviceId }, body })
    return revoked.ok ? remember(context, next) : revoked
  })
