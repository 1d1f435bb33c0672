import 'fake-indexeddb/auto'
import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { createDatabase } from '../../core/database.ts'
import { featureTables } from '../tables.ts'
import type { Shelf, ThreadRow } from './tables.ts'
import { readAllThreads } from './thread-list-queries.ts'

const random = testRandom(11)
const workspaces = [createId(random, 'wsp'), createId(random, 'wsp')]
const shelves: readonly Shelf[] = ['active', 'pinned', 'archived', 'trash']

it.each([0, 1, 399, 400, 401, 1_203])(
  'reads every one of %i threads once, those in Trash aside',
  async count => {
    const database = createDatabase(featureTables, `all-threads-${count}`)
    const rows = Array.from({ length: count }, (_, index) => ({
      workspaceId: workspaces[index % 2],
      roomId: createId(random, 'thr'),
      shelf: shelves[index % 4],
      lastAt: index,
    }))
    await database.table('threads').bulkPut(rows)
    const wanted = rows.filter(({ shelf }) => shelf !== 'trash').map(({ roomId }) => roomId)
    const read = await readAllThreads(database, (thread: ThreadRow) => thread.roomId)
    expect(read.toSorted()).toEqual(wanted.toSorted())
    await database.delete()
  },
)
