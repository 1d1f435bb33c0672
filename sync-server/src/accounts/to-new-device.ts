import type * as z from 'zod/mini'
import type { newDevice } from '@weft/shared/protocol/accounts/account-fields.ts'
import type { NewDevice } from './account-rows.ts'

/** A device as a request has it, as the row it will be. */
export const toNewDevice = (device: z.output<typeof newDevice>): NewDevice => ({
  id: device.id,
  signing_key: device.signing,
  agreement_key: device.agreement,
  certificate: device.certificate,
  sealed_name: device.sealedName,
  added_at: device.addedAt,
})
