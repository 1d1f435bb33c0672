import { decodeText, encodeText } from '@weft/shared/bytes.ts'
import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { maxEphemeralBytes } from '@weft/shared/protocol/limits.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { createEphemeral, maxEphemeralBodyBytes } from './ephemeral.ts'

const workspaceId = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId
const room = { workspaceId, roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId }
const other = { workspaceId, roomId: 'thr_baaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId }

const setUp = () => {
  const clock = testClock()
  const sent: Uint8Array[] = []
  const device = (seed: number) =>
    createEphemeral({
      sealerOf: () => createSyncSealer(testRandom(7).bytes(32), testRandom(seed)),
      env: { clock, random: testRandom(seed) },
      send: (_room, sealed) => sent.push(sealed) > 0,
    })
  const [from, to] = [device(1), device(2)]
  const heard: string[] = []
  to.onEphemeral(room, bytes => heard.push(decodeText(bytes)))
  return { clock, sent, from, to, heard }
}

it('what one device says another hears, sealed on the way', async () => {
  const { from, to, sent, heard } = setUp()
  expect(await from.publishEphemeral(room, encodeText('so far'))).toEqual({ ok: true, value: undefined })
  expect(sent).toHaveLength(1)
  expect(Buffer.from(sent[0] ?? []).includes('so far')).toBe(false)
  for (const sealed of sent) await to.receive(room, sealed)
  expect(heard).toEqual(['so far'])
})

it('a frame that comes twice, out of order, late, or in another room is dropped', async () => {
  const { clock, from, to, sent, heard } = setUp()
  for (const text of ['one', 'two', 'three']) await from.publishEphemeral(room, encodeText(text))
  const [one, two, three] = sent
  await to.receive(other, one ?? new Uint8Array(0))
  for (const sealed of [two, one, two, three, three]) await to.receive(room, sealed ?? new Uint8Array(0))
  expect(heard).toEqual(['two', 'three'])
  await from.publishEphemeral(room, encodeText('late'))
  clock.advance(5 * 60_000 + 10)
  await to.receive(room, sent.at(-1) ?? new Uint8Array(0))
  expect(heard).toEqual(['two', 'three'])
})

it('what does not open, or is too short to be one, is dropped', async () => {
  const { from, to, sent, heard } = setUp()
  await from.publishEphemeral(room, encodeText('one'))
  const forged = (sent[0] ?? new Uint8Array(0)).slice()
  forged[40] = (forged[40] ?? 0) ^ 1
  for (const sealed of [forged, new Uint8Array(0), new Uint8Array(80)]) await to.receive(room, sealed)
  expect(heard).toEqual([])
})

it('is bounded in size and in rate', async () => {
  const { clock, from, sent } = setUp()
  expect((await from.publishEphemeral(room, new Uint8Array(maxEphemeralBodyBytes))).ok).toBe(true)
  expect(sent[0]).toHaveLength(maxEphemeralBytes)
  const large = await from.publishEphemeral(room, new Uint8Array(maxEphemeralBodyBytes + 1))
  expect(large).toEqual({ ok: false, error: { type: 'frame-too-large' } })
  const results: boolean[] = []
  for (let frame = 0; frame < 100; frame += 1) {
    results.push((await from.publishEphemeral(room, Uint8Array.of(1))).ok)
  }
  expect(results.filter(Boolean)).toHaveLength(39)
  clock.advance(1_000)
  expect((await from.publishEphemeral(room, Uint8Array.of(1))).ok).toBe(true)
})

it('a flood from the server is opened only in part', async () => {
  const { from, to, clock, sent, heard } = setUp()
  for (let second = 0; second < 30; second += 1) {
    for (let frame = 0; frame < 20; frame += 1) await from.publishEphemeral(room, encodeText('x'))
    clock.advance(1_000)
  }
  expect(sent.length).toBeGreaterThan(500)
  for (const sealed of sent) await to.receive(room, sealed)
  expect(heard).toHaveLength(200)
})
