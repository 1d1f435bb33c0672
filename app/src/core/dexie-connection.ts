/**
 * One way to the database that survives what browsers do to connections: Safari drops them when a tab sleeps,
 * another tab may upgrade or block. A lost connection is closed, opened again and the action run once more;
 * every action here is atomic, so running it again is safe.
 */

import { type Env, sleep } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { type Database, isNewerDatabase } from './database.ts'
import { toStorageError } from './storage-error.ts'
import type { StorageError } from './store.ts'

/** Waits before each further attempt, in milliseconds; after the last the error is given up to the person. */
const reopenDelays = [100, 400, 1_000, 3_000]

/** How long an upgrade may wait for other tabs before the person is told. */
const blockedAfter = 3_000

export interface DexieConnection {
  readonly run: <T>(action: (database: Database) => Promise<T>) => Promise<Result<T, StorageError>>
  /** Opens the database and says whether it can be used. */
  readonly open: () => Promise<Result<void, StorageError>>
  /**
   * Who can free what is worth less than what is being written. Asked when the disk is full; true when there is more room
   * now, and then the write is tried again. It must not write through this connection, which waits for it.
   */
  readonly makeRoomBy: (makeRoom: () => Promise<boolean>) => void
}

export const createDexieConnection = (database: Database, env: Env): DexieConnection => {
  const attempt = async <T>(action: (database: Database) => Promise<T>): Promise<Result<T, StorageError>> => {
    try {
      return ok(await action(database))
    } catch (cause) {
      return err(toStorageError(cause))
    }
  }

  const reopen = async (): Promise<void> => {
    database.close({ disableAutoOpen: false })
    await attempt(async opened => {
      await opened.open()
    })
  }

  let makeRoom = async (): Promise<boolean> => false
  let makingRoom: Promise<boolean> | undefined

  /** Several writes that meet a full disk together make room once. */
  const madeRoom = (): Promise<boolean> => {
    makingRoom ??= makeRoom().finally(() => {
      makingRoom = undefined
    })
    return makingRoom
  }

  const run: DexieConnection['run'] = async action => {
    const result = await persistently(action)
    if (result.ok || result.error.type !== 'storage-full') return result
    return (await madeRoom()) ? persistently(action) : result
  }

  const persistently: DexieConnection['run'] = async action => {
    let result = await attempt(action)
    for (const delay of reopenDelays) {
      if (result.ok || result.error.type !== 'storage-lost') return result
      await sleep(env.clock, delay * (0.75 + env.random.fraction() / 2))
      await reopen()
      result = await attempt(action)
    }
    return result
  }

  const open: DexieConnection['open'] = () =>
    new Promise(resolve => {
      let cancel = (): void => {}
      // Another tab is asked to close its older connection and mostly does at once.
      database.on('blocked', () => {
        cancel = env.clock.after(blockedAfter, () => resolve(err({ type: 'storage-blocked' })))
      })
      const opening = run(async opened => {
        await opened.open()
        return isNewerDatabase(opened)
      })
      void opening.then(result => {
        cancel()
        if (!result.ok) resolve(result)
        else resolve(result.value ? err({ type: 'storage-newer' }) : ok(undefined))
      })
    })

  return {
    run,
    open,
    makeRoomBy: given => {
      makeRoom = given
    },
  }
}
