import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import type { AsideContents } from '../core/room-aside.ts'
import { asideToText } from './aside-copy.ts'

const random = testRandom(3)
const room = { workspaceId: createId(random, 'wsp'), roomId: createId(random, 'thr') }

const change: AsideContents = {
  ...room,
  number: 4,
  bytes: Uint8Array.of(1, 2, 3),
  touched: [],
  reason: 'clock-jump',
  own: true,
  values: null,
}
const sealed = Uint8Array.of(7)
const opened = {
  state: 'opened',
  record: { schema: 1, minReader: 1, body: { text: 'পরীক্ষা "one"' } },
} as const

const changesIn = (...changes: readonly AsideContents[]): unknown => {
  const file: unknown = JSON.parse(asideToText(room, changes, Date.UTC(2026, 10, 28)))
  return file
}

it('says where and when, and what opens as it was written, without its sealed bytes', () => {
  expect(changesIn({ ...change, values: [{ place: 'm:a', sealed, opened }] })).toEqual({
    format: 'weft-set-aside-1',
    savedAt: '2026-11-28T00:00:00.000Z',
    workspace: room.workspaceId,
    room: room.roomId,
    changes: [
      {
        number: 4,
        reason: 'clock-jump',
        writtenBy: 'this device',
        values: [{ place: 'm:a', value: { text: 'পরীক্ষা "one"' } }],
      },
    ],
  })
})

it('keeps the sealed bytes of everything that does not open, and of what cannot be taken apart', () => {
  const closed = { state: 'unreadable', reason: 'seal-wrong-key' } as const
  const values = [
    { place: 'm:a', sealed, opened },
    { place: 'm:b', sealed, opened: closed },
  ] as const
  expect(
    changesIn({ ...change, values }, { ...change, own: false, serverNumber: 9, reason: 'update-unsound' }),
  ).toMatchObject({
    changes: [
      { values: [{ place: 'm:a' }, { unopened: 'seal-wrong-key', sealed: 'Bw==' }], update: 'AQID' },
      { writtenBy: 'another device', serverNumber: 9, values: [], update: 'AQID' },
    ],
  })
})

it('keeps the bytes of an update in which there is no value', () => {
  expect(changesIn({ ...change, values: [] })).toMatchObject({ changes: [{ update: 'AQID' }] })
})
