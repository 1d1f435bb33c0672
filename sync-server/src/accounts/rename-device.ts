import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { deviceId, sealedName } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'

export const renameDevice = signedOperation({
  name: 'rename-device',
  method: 'patch',
  path: '/devices/{deviceId}',
  summary: 'Another name for a device, sealed.',
  access: 'session',
  params: z.strictObject({ deviceId }),
  query: nothing,
  body: z.strictObject({ sealedName }),
  answer: nothing,
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
