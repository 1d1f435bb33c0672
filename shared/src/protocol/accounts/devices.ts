/** The devices of an account. */

import * as z from 'zod/mini'
import { changed, followsState, listedDevice, newDevice } from './account-fields.ts'
import { deviceId, nextPage, pageAfter, sealedName, wrapped } from './fields.ts'
import { nothing, type Wire } from './wire.ts'

/** Also those that were revoked. */
export const listDevicesWire = /* @__PURE__ */ {
  name: 'list-devices',
  method: 'get',
  path: '/devices',
  params: nothing,
  query: pageAfter(deviceId),
  body: nothing,
  answer: z.strictObject({ devices: z.array(listedDevice), next: nextPage }),
} as const satisfies Wire

export const addDeviceWire = /* @__PURE__ */ {
  name: 'add-device',
  method: 'post',
  path: '/devices',
  params: nothing,
  query: nothing,
  body: z.strictObject({ ...followsState, device: newDevice, wrap: wrapped }),
  answer: changed,
} as const satisfies Wire

export const renameDeviceWire = /* @__PURE__ */ {
  name: 'rename-device',
  method: 'patch',
  path: '/devices/{deviceId}',
  params: z.strictObject({ deviceId }),
  query: nothing,
  body: z.strictObject({ sealedName }),
  answer: nothing,
} as const satisfies Wire

export const revokeDeviceWire = /* @__PURE__ */ {
  name: 'revoke-device',
  method: 'post',
  path: '/devices/{deviceId}/revocation',
  params: z.strictObject({ deviceId }),
  query: nothing,
  body: z.strictObject(followsState),
  answer: changed,
} as const satisfies Wire
