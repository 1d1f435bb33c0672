/** Sessions on a real database: when they begin and end, and a look at them that fails. */

import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { featureTables } from '../features/tables.ts'
import { forgetRelayedRuns } from './live-run-wiring.ts'
import { whileSignedIn } from './while-signed-in.ts'

let database: Database
let sessions: AbortSignal[]
let timesNobody: number

beforeEach(() => {
  database = createDatabase(featureTables, `session-${createId(systemRandom, 'dev')}`)
  sessions = []
  timesNobody = 0
})

afterEach(async () => {
  database.close()
  await Dexie.delete(database.name)
})

const setSession = (session: string): Promise<unknown> =>
  database.device.put({ name: 'account', value: { session } })

const watch = (): void =>
  whileSignedIn(database, systemEnv.clock, {
    begin: signal => sessions.push(signal),
    nobody: () => {
      timesNobody += 1
    },
  })

it('begins and ends with the row, and says when there is nobody', async () => {
  watch()
  await expect.poll(() => timesNobody).toBe(1)
  await setSession('open')
  await expect.poll(() => sessions.length).toBe(1)
  await setSession('signed-out')
  await expect.poll(() => timesNobody).toBe(2)
  expect(sessions[0]?.aborted).toBe(true)
  await setSession('open')
  await expect.poll(() => sessions.length).toBe(2)
  expect(sessions[1]?.aborted).toBe(false)
})

it('a look that fails is not the last', async () => {
  await setSession('open')
  watch()
  await expect.poll(() => sessions.length).toBe(1)
  const lose = (): never => {
    database.device.hook('reading').unsubscribe(lose)
    throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError')
  }
  database.device.hook('reading', lose)
  await setSession('open')
  await expect.poll(() => sessions.map(({ aborted }) => aborted), { timeout: 5_000 }).toEqual([true, false])
})

it('answers of other devices are not waited for when nobody tells of them', async () => {
  const run = { threadId: 'thr_1', workspaceId: 'wsp_1', state: 'streaming' }
  const runs = database.table('runs')
  await runs.bulkPut([
    { ...run, messageId: 'msg_here' },
    { ...run, messageId: 'msg_there', relayedAt: 1 },
  ])
  await forgetRelayedRuns(createDexieConnection(database, systemEnv))
  expect(await runs.toCollection().primaryKeys()).toEqual(['msg_here'])
})
