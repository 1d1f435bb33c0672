/**
 * A device is no longer one of the account's: its wrap goes, its sessions end, its sockets are told. What it has read
 * it has; a new account key (`rotate-keys.ts`) is what keeps it from what comes.
 */

import { revokeDeviceWire } from '@weft/shared/protocol/accounts/devices.ts'
import { err } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'
import { answerChange } from './answer-change.ts'

export const revokeDevice = signedOperation({
  ...revokeDeviceWire,
  summary: 'Take a device out of the account.',
  // Not `proved`: this is done in a hurry, and only who can sign for the account can do it.
  access: 'session',
  problems: ['not-found', 'state-moved', 'state-malformed', 'state-signature-wrong', 'state-inconsistent'],
  handle: async (context, { params, body, session }) => {
    const device = await context.db
      .selectFrom('devices')
      .select('id')
      .where('id', '=', params.deviceId)
      .where('account_id', '=', session.accountId)
      .executeTakeFirst()
    if (device === undefined) return err({ type: 'not-found' })
    return answerChange(context, session, body, { revoked: [device.id] })
  },
})
