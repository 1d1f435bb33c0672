/** Ids by number, so that a failing test names them and a property can choose them. */

import type { DeviceId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { SessionId } from '../db/account-tables.ts'

const digits = (index: number): string => index.toString(26).replace(/./g, toLetter).padStart(26, 'a')
const toLetter = (digit: string): string => String.fromCharCode(97 + Number.parseInt(digit, 26))

export const workspaceId = (index: number): WorkspaceId => `wsp_${digits(index)}` as WorkspaceId
export const roomId = (index: number): RoomId => `thr_${digits(index)}` as RoomId
export const deviceId = (index: number): DeviceId => `dev_${digits(index)}` as DeviceId
/** As the database makes them. */
export const sessionId = (index: number): SessionId =>
  `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}` as SessionId
