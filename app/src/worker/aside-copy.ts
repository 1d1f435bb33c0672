/**
 * What is set aside, as a file that a person keeps. What opens is written out to be read; where something does not,
 * the sealed bytes stand as they are, so that somebody with a newer Weft, or the right key, can still open them.
 */

import { bytesToBase64 } from '@weft/shared/base64.ts'
import type { AsideContents, AsideValue } from '../core/room-aside.ts'
import type { RoomRef } from '../core/room-ref.ts'

/** Of the file. A change of its shape is another number. */
const format = 1

const valueToJson = ({ place, sealed, opened }: AsideValue): object =>
  opened.state === 'opened'
    ? { place, value: opened.record.body }
    : { place, unopened: opened.reason, sealed: bytesToBase64(sealed) }

const isWhole = ({ values }: AsideContents): boolean =>
  values !== null && values.length > 0 && values.every(({ opened }) => opened.state === 'opened')

const changeToJson = (change: AsideContents): object => ({
  number: change.number,
  reason: change.reason,
  writtenBy: change.own ? 'this device' : 'another device',
  ...(change.serverNumber === undefined ? {} : { serverNumber: change.serverNumber }),
  values: (change.values ?? []).map(valueToJson),
  ...(isWhole(change) ? {} : { update: bytesToBase64(change.bytes) }),
})

export const asideToText = (
  { workspaceId, roomId }: RoomRef,
  changes: readonly AsideContents[],
  savedAt: number,
): string =>
  JSON.stringify(
    {
      format: `weft-set-aside-${format}`,
      savedAt: new Date(savedAt).toISOString(),
      workspace: workspaceId,
      room: roomId,
      changes: changes.map(changeToJson),
    },
    null,
    2,
  )
