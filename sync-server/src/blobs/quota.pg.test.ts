import { expect, test } from 'vitest'
import { blobPieceBytes, pieceCapacity, sealedSizeOf } from '@weft/shared/blob-size.ts'
import { leastBlobCharge } from '@weft/shared/protocol/limits.ts'
import { runAccountServer } from '../testing/account-server.ts'
import { join, type Member, workspaceBody } from '../testing/person.ts'
import { append, beginBody, placeOf, sealedBlob, type SealedBlob, upload } from '../testing/sealed-blob.ts'

const large = sealedSizeOf(2 * pieceCapacity)

const withWorkspace = async (person: Member): Promise<Member> => {
  const params = { workspaceId: person.workspaceId }
  await person.browser.done('attach-workspace', { params, body: await workspaceBody(person) })
  return person
}

const begin = async (person: Member, blob: SealedBlob) =>
  (await person.browser.ask('begin-blob', { params: placeOf(person, blob), body: beginBody(blob) })).problem

const usage = async (person: Member) => (await person.browser.done('read-blob-usage'))['bytes']

const day = 24 * 3_600_000

test('A12: over the quota begin is refused by name; what has begun goes on, and reading, touching and marking work', async () => {
  const server = await runAccountServer({ blobQuota: 2 * large + leastBlobCharge })
  const ada = await withWorkspace(await join(server.browser(), 'ada@example.org'))
  const [first, second, third] = [1, 2, 3].map(() => sealedBlob(2 * pieceCapacity))
  const small = sealedBlob(0)
  if (first === undefined || second === undefined || third === undefined) throw new Error('three were made')
  await upload(ada, first)
  expect(await begin(ada, second)).toBeUndefined()
  expect(await begin(ada, third)).toBe('quota-exceeded')
  expect(await begin(ada, small)).toBeUndefined()
  expect(await usage(ada)).toBe(2 * large + leastBlobCharge)
  expect(await begin(ada, sealedBlob(0))).toBe('quota-exceeded')

  expect((await append(ada, second, 0)).status).toBe(200)
  expect(await begin(ada, first)).toBeUndefined()
  const params = { workspaceId: ada.workspaceId }
  const body = { ids: [first.id] }
  expect((await ada.browser.ask('read-blob', { params: placeOf(ada, first) })).status).toBe(200)
  expect(await ada.browser.done('touch-blobs', { params, body })).toEqual({ absent: [] })
  await ada.browser.done('mark-blobs', { params, body })
  server.clock.advance(30 * day)
  const back = server.browser()
  await server.sweep()
  // The session has gone idle as well.
  const { authKey, email, device } = ada
  await back.done('sign-in', {
    body: { email, authKey: Buffer.from(authKey).toString('base64url'), deviceId: device.id },
  })
  const again = { ...ada, browser: back }
  // The small one was never finished.
  expect(await usage(again)).toBe(large)
  expect(await begin(again, third)).toBeUndefined()
})

test('A12: of many that begin at once no more get in than have room', async () => {
  const server = await runAccountServer({ blobQuota: 3 * large })
  const ada = await withWorkspace(await join(server.browser(), 'ada@example.org'))
  const problems = await Promise.all(
    Array.from({ length: 8 }, () => begin(ada, sealedBlob(2 * pieceCapacity))),
  )
  expect(problems.filter(problem => problem === undefined).length).toBe(3)
  expect(await usage(ada)).toBe(3 * large)
})

test('A12: an upload that another replaces gives its room back, and the quotas of two accounts are two', async () => {
  const server = await runAccountServer({ blobQuota: large })
  const ada = await withWorkspace(await join(server.browser(), 'ada@example.org'))
  const eve = await withWorkspace(await join(server.browser(), 'eve@example.org'))
  const blob = sealedBlob(2 * pieceCapacity)
  expect(await begin(ada, blob)).toBeUndefined()
  await append(ada, blob, 0, blobPieceBytes)
  expect(await begin(ada, { ...sealedBlob(pieceCapacity), id: blob.id })).toBeUndefined()
  expect(await usage(ada)).toBe(sealedSizeOf(pieceCapacity))
  expect(await begin(eve, blob)).toBeUndefined()
})
