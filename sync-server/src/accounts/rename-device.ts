import { renameDeviceWire } from '@weft/shared/protocol/accounts/devices.ts'
import { err, ok } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'

export const renameDevice = signedOperation({
  ...renameDeviceWire,
  summary: 'Another name for a device, sealed.',
  access: 'session',
  problems: ['not-found'],
  handle: async ({ db }, { params, body, session }) => {
    const renamed = await db
      .updateTable('devices')
      .set({ sealed_name: body.sealedName })
      .where('id', '=', params.deviceId)
      .where('account_id', '=', session.accountId)
      .returning('id')
      .executeTakeFirst()
    return renamed === undefined ? err({ type: 'not-found' }) : ok({ body: {} })
  },
})
