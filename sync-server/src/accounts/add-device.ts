/** The device of this session becomes one of the account's: listed in the state, with the account key sealed to it. */

import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { wrapped } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { renewSession } from '../sessions/sessions.ts'
import { signedOperation } from './account-context.ts'
import { changedOut, devicePath, followsState, newDevice } from './account-fields.ts'
import { changeAccount } from './change-account.ts'
import { toNewDevice } from './to-new-device.ts'

export const addDevice = signedOperation({
  name: 'add-device',
  method: 'post',
  path: '/devices',
  summary: 'Add the device of this session to the account. The session gets a new token.',
  access: 'session',
  params: nothing,
  query: nothing,
  body: z.strictObject({ ...followsState, device: newDevice, wrap: wrapped }),
  answer: changedOut,
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
