/**
 * Draws a view that reads rows and calls the engine, for a browser test: a database of its own in IndexedDB, and
 * an engine of which only the calls that the test gives can be made. Commands are recorded, and change the rows
 * that pages of settings read as the real ones would.
 */

import { draw, type DrawOptions, type Drawn } from '../../../ui/testing/draw.tsx'
import { createId, type RoomId, type WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import type { ReactNode } from 'react'
import { createDatabase, type Database } from '../../../core/database.ts'
import type { WorkerApi } from '../../../worker/api.ts'
import { PageContext } from '../../../worker/page-context.ts'
import { featureTables } from '../../tables.ts'
import { workspaceCommandArgs } from '../../workspace/commands-args.ts'

export interface DrawnPage extends Drawn {
  readonly database: Database
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  /** Every call of the engine so far, commands as `execute <name>`. */
  readonly calls: readonly { readonly name: string; readonly args: readonly unknown[] }[]
}

export interface DrawPageOptions extends DrawOptions {
  readonly engine?: Partial<WorkerApi>
  /** Rows that are there before anything is drawn. */
  readonly rows?: (
    ids: Pick<DrawnPage, 'workspaceId' | 'roomId'>,
  ) => Readonly<Record<string, readonly object[]>>
}

let databases = 0

export const drawPage = async (view: ReactNode, options: DrawPageOptions = {}): Promise<DrawnPage> => {
  const random = testRandom(17)
  const [workspaceId, roomId] = [createId(random, 'wsp'), createId(random, 'wdc')]
  databases += 1
  const database = createDatabase(featureTables, `settings-test-${databases}`)
  await database.delete()
  await database.open()
  const rows = options.rows?.({ workspaceId, roomId }) ?? {}
  for (const [table, entries] of Object.entries(rows)) await database.table(table).bulkPut([...entries])

  const calls: { name: string; args: readonly unknown[] }[] = []
  const engine = recordingEngine(database, calls, options.engine ?? {})
  const page = {
    engine,
    database,
    env: { clock: testClock(), random },
    ready: Promise.resolve({ workspaceId, roomId }),
  }
  const drawn = await draw(<PageContext value={page}>{view}</PageContext>, options)
  return {
    ...drawn,
    redraw: next => drawn.redraw(<PageContext value={page}>{next}</PageContext>),
    database,
    workspaceId,
    roomId,
    calls,
  }
}

/** What the commands of these pages do to rows; the arguments are checked by the schemas the worker uses. */
const executeOnRows = async (database: Database, name: string, args: unknown): Promise<void> => {
  if (name === 'setting.change') {
    const { workspaceId, roomId, key, value } = workspaceCommandArgs[name].parse(args)
    await database.table('settings').put({ workspaceId, roomId, key, value })
  } else if (name === 'provider.save') {
    const { workspaceId, roomId, provider, createdAt } = workspaceCommandArgs[name].parse(args)
    await database.table('providers').put({ ...provider, workspaceId, roomId, createdAt })
  } else if (name === 'provider.delete') {
    const { workspaceId, providerId, deleted } = workspaceCommandArgs[name].parse(args)
    if (deleted) await database.table('providers').delete([workspaceId, providerId])
  } else if (name === 'model.configure') {
    const { settingsId, ...entry } = workspaceCommandArgs[name].parse(args)
    const { workspaceId, providerId, modelId } = entry
    const before: unknown = await database.table('modelSettings').get([workspaceId, providerId, modelId])
    const merged = Object.entries({ ...Object(before), ...entry, id: settingsId })
    await database
      .table('modelSettings')
      .put(Object.fromEntries(merged.filter(([, value]) => value !== undefined)))
  }
}

const recordingEngine = (
  database: Database,
  calls: { name: string; args: readonly unknown[] }[],
  given: Partial<WorkerApi>,
): WorkerApi => {
  const own: Partial<WorkerApi> = {
    execute: async (name, args) => {
      await executeOnRows(database, name, args)
      return ok(undefined)
    },
    saveCredentials: async () => ok(undefined),
    removeCredentials: async () => ok(undefined),
    storageInfo: async () => ({ persisted: false, usedBytes: 412_000_000, quotaBytes: 18_700_000_000 }),
    refreshModels: async () => ok([]),
    discoverLocal: async () => ({ servers: [], isDenied: false }),
    // No server: what there is without one is what these tests are about.
    account: async () => err({ type: 'server-unreachable' }),
    ...given,
  }
  // A call that is not given is a fault of the test and throws where it is made.
  return new Proxy(own, {
    get: (api, name: keyof WorkerApi) => {
      const call = api[name]
      if (call === undefined) throw new Error(`The test gives no ${name}`)
      return (...args: never[]) => {
        calls.push({ name: name === 'execute' ? `execute ${args[0]}` : name, args })
        return Reflect.apply(call, undefined, args)
      }
    },
  }) as WorkerApi
}
