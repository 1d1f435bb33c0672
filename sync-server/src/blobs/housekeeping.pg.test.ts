import { expect, test } from 'vitest'
import { pieceCapacity } from '@weft/shared/blob-size.ts'
import { type AccountServer, runAccountServer } from '../testing/account-server.ts'
import { join, type Member, text, workspaceBody } from '../testing/person.ts'
import { append, beginBody, placeOf, sealedBlob, upload } from '../testing/sealed-blob.ts'

const withWorkspace = async (server: AccountServer, name: string): Promise<Member> => {
  const person = await join(server.browser(), `${name}@example.org`)
  const params = { workspaceId: person.workspaceId }
  await person.browser.done('attach-workspace', { params, body: await workspaceBody(person) })
  return person
}

const day = 24 * 3_600_000

const rows = async (server: AccountServer): Promise<readonly number[]> => {
  const count = async (table: string) => {
    const { rows: counted } = await server.database.pool.query(`select count(*)::int as rows from ${table}`)
    return Number(counted[0]?.rows)
  }
  return Promise.all(['blobs', 'blob_pieces', 'departed_uploads'].map(count))
}

/** Used now and then, so that it does not go idle. */
const wait = async (server: AccountServer, person: Member, days: number) => {
  for (let passed = 0; passed < days; passed += 1) {
    server.clock.advance(day)
    await person.browser.done('read-blob-usage')
    await server.sweep()
  }
}

test('A10: a blob goes thirty days after it was marked, however often; a touch takes the mark back', async () => {
  const server = await runAccountServer()
  const ada = await withWorkspace(server, 'ada')
  const params = { workspaceId: ada.workspaceId }
  const [kept, gone, touched] = [sealedBlob(1), sealedBlob(40 * pieceCapacity), sealedBlob(3)]
  if (kept === undefined || gone === undefined || touched === undefined) throw new Error('three were made')
  for (const blob of [kept, gone, touched]) await upload(ada, blob)
  const body = { ids: [gone.id, touched.id] }
  await ada.browser.done('mark-blobs', { params, body })
  const known = () =>
    ada.browser.done('known-blobs', { params, body: { ids: [kept.id, gone.id, touched.id] } })
  await wait(server, ada, 20)
  const { complete, marked } = await known()
  expect(complete).toHaveLength(3)
  expect(marked).toEqual(expect.arrayContaining(body.ids))
  await ada.browser.done('mark-blobs', { params, body })
  await ada.browser.done('touch-blobs', { params, body: { ids: [touched.id] } })
  await wait(server, ada, 9)
  expect((await known())['complete']).toHaveLength(3)
  await wait(server, ada, 1)
  expect(await known()).toEqual({ complete: expect.arrayContaining([kept.id, touched.id]), marked: [] })
  expect(await rows(server)).toEqual([2, 2, 0])
  expect(await ada.browser.done('touch-blobs', { params, body: { ids: [gone.id, kept.id] } })).toEqual({
    absent: [gone.id],
  })
})

test('A11: an upload that nobody goes on with goes after a day, one that moves stays', async () => {
  const server = await runAccountServer()
  const ada = await withWorkspace(server, 'ada')
  const [left, moving] = [sealedBlob(3 * pieceCapacity), sealedBlob(3 * pieceCapacity)]
  if (left === undefined || moving === undefined) throw new Error('two were made')
  for (const blob of [left, moving]) {
    await ada.browser.done('begin-blob', { params: placeOf(ada, blob), body: beginBody(blob) })
    await append(ada, blob, 0, 262_144)
  }
  server.clock.advance(day - 1)
  await append(ada, moving, 262_144, 2 * 262_144)
  await server.sweep()
  expect((await rows(server))[0]).toBe(2)
  server.clock.advance(1)
  await server.sweep()
  expect(await rows(server)).toEqual([1, 2, 0])
  expect((await append(ada, left, 262_144)).problem).toBe('not-found')
  expect((await append(ada, moving, 2 * 262_144)).body['complete']).toBe(true)
})

test('an account takes its blobs along, finished or not, and nobody else’s', async () => {
  const server = await runAccountServer()
  const ada = await withWorkspace(server, 'ada')
  const eve = await withWorkspace(server, 'eve')
  const blob = sealedBlob(2 * pieceCapacity)
  for (const person of [ada, eve]) await upload(person, blob)
  const unfinished = sealedBlob(2 * pieceCapacity)
  await ada.browser.done('begin-blob', { params: placeOf(ada, unfinished), body: beginBody(unfinished) })
  await append(ada, unfinished, 0, 262_144)
  await ada.browser.done('delete-account', { body: { of: 'phrase', proof: text(ada.recoveryAuth) } })
  expect(await rows(server)).toEqual([1, 5, 2])
  await server.sweep()
  expect(await rows(server)).toEqual([1, 2, 0])
  expect((await eve.browser.ask('read-blob', { params: placeOf(eve, blob) })).status).toBe(200)
  const usage = await server.database.pool.query('select account_id from blob_usage')
  expect(usage.rows).toEqual([{ account_id: eve.accountId }])
})
