import { ok } from '@weft/shared/result.ts'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createGate } from '../limits/gate.ts'
import { fold } from '../rooms/compact.ts'
import type { Folder } from '../rooms/fold-in-worker.ts'
import type { RoomContent } from '../rooms/room-log.ts'
import { roomId, workspaceId } from '../testing/ids.ts'
import { createRoomReader } from './room-reader.ts'

const room = { workspaceId: workspaceId(1), roomId: roomId(1) }

/** A room of so many rows, each a value. */
const contentOf = (rows: number, size: number): { readonly doc: Y.Doc; readonly content: RoomContent } => {
  const doc = new Y.Doc()
  const stored: Uint8Array[] = []
  doc.on('update', update => stored.push(update))
  for (let index = 0; index < rows; index += 1) doc.getMap('m').set(`key${index % 10}`, new Uint8Array(size))
  return {
    doc,
    content: {
      roomId: room.roomId,
      headSeq: rows,
      deleted: false,
      snapshot: undefined,
      rows: stored.map((bytes, index) => ({ seq: index + 1, bytes })),
      quarantined: 0,
    },
  }
}

const readerOf = (
  content: RoomContent | undefined,
  folder: Folder,
  gate = createGate({ atOnce: 1, longestQueue: 9 }),
) =>
  createRoomReader({
    log: { readRooms: async () => ok(content === undefined ? [] : [content]) },
    folder,
    gate,
  })

const counting = () => {
  let folds = 0
  const folder: Folder = {
    fold: async input => {
      folds += 1
      return fold(input)
    },
    stop: async () => undefined,
  }
  return { folder, folds: () => folds }
}

test.each([
  ['few small rows', 20, 100, 0],
  ['many rows', 200, 100, 1],
  ['large rows', 20, 100_000, 1],
])('%s: the same answer, in the thread or here', async (_what, rows, size, folds) => {
  const { doc, content } = contentOf(rows, size)
  const { folder, folds: folded } = counting()
  const answer = await readerOf(content, folder).answer(room, Y.encodeStateVector(doc))
  expect(folded()).toBe(folds)
  expect(answer).toMatchObject({ ok: true, value: { type: 'frames', stateVector: Y.encodeStateVector(doc) } })
})

test('a room that nobody has written to is empty', async () => {
  expect(await readerOf(undefined, counting().folder).answer(room, Uint8Array.of(0))).toMatchObject({
    value: { update: Uint8Array.of(0, 0), stateVector: Uint8Array.of(0) },
  })
})

test('what cannot be put together is said so, and the next is answered', async () => {
  const { content } = contentOf(200, 10)
  const results: ReturnType<Folder['fold']>[] = [
    Promise.resolve({ ok: false, error: { type: 'fold-timeout' } }),
    Promise.reject(new Error('the thread is gone')),
  ]
  const folder: Folder = {
    fold: async input => (await results.shift()) ?? fold(input),
    stop: async () => undefined,
  }
  const reader = readerOf(content, folder)
  expect(await reader.answer(room, Uint8Array.of(0))).toMatchObject({ error: { type: 'room-unreadable' } })
  await expect(reader.answer(room, Uint8Array.of(0))).rejects.toThrow('gone')
  expect(await reader.answer(room, Uint8Array.of(0))).toMatchObject({ ok: true })
})

test('more than may wait are told to come later', async () => {
  const { content } = contentOf(1, 10)
  const reader = readerOf(content, counting().folder, createGate({ atOnce: 1, longestQueue: 0 }))
  const answers = await Promise.all([1, 2].map(() => reader.answer(room, Uint8Array.of(0))))
  expect(answers).toMatchObject([{ ok: true }, { error: { type: 'room-busy' } }])
})
