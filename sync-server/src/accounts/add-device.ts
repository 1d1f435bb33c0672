/** The device of this session becomes one of the account's: listed in the state, with the account key sealed to it. */

import { devicePath } from '@weft/shared/protocol/accounts/account-fields.ts'
import { addDeviceWire } from '@weft/shared/protocol/accounts/devices.ts'
import { err, ok } from '@weft/shared/result.ts'
import { renewSession } from '../sessions/sessions.ts'
import { signedOperation } from './account-context.ts'
import { changeAccount } from './change-account.ts'
import { toNewDevice } from './to-new-device.ts'

export const addDevice = signedOperation({
  ...addDeviceWire,
  summary: 'Add the device of this session to the account. The session gets a new token.',
  access: 'session',
  problems: [
    'session-has-device',
    'id-taken',
    'state-moved',
    'state-malformed',
    'state-signature-wrong',
    'state-inconsistent',
  ],
  handle: async (context, { body: { ifSequence, state, device, wrap }, session }) => {
    const { accountId, deviceId } = session
    if (deviceId !== null && deviceId !== device.id) return err({ type: 'session-has-device' })
    const changed = await changeAccount(context, accountId, {
      ifSequence,
      state,
      newDevice: toNewDevice(device),
      wraps: [{ path: devicePath(device.id), blob: wrap }],
    })
    if (!changed.ok) return changed
    // A change that was made before is not looked at again, so the device may be anybody's.
    const own = await context.db
      .selectFrom('devices')
      .select('id')
      .where('id', '=', device.id)
      .where('account_id', '=', accountId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (own === undefined) return err({ type: 'id-taken' })
    const cookie = await renewSession(context.db, context.env, session, { deviceId: device.id })
    return ok({ body: changed.value, cookie })
  },
})
