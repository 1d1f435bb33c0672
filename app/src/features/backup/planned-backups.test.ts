/** Backups by themselves: when, where, how many stay, and what is said when none can be made. */

import { must } from '@weft/shared/assert.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import type { BackupPlanRow, BackupRow } from './backup-rows.ts'
import { createPlannedBackups } from './planned-backups.ts'

const hour = 3_600_000

/** A folder of the person: what is in it, and whether it may be written. */
const createFolder = () => {
  const files = new Map<string, string>()
  const state = { permission: 'granted', exists: true }
  const folder = {
    name: 'Backups',
    queryPermission: async () => state.permission,
    keys: async function* keys() {
      yield* Array.from(files.keys())
    },
    getFileHandle: async (name: string) => {
      if (!state.exists) throw new DOMException('Gone', 'NotFoundError')
      files.set(name, '')
      return {
        name,
        createWritable: async () => ({
          write: async () => void files.set(name, 'sealed'),
          close: async () => undefined,
          abort: async () => undefined,
        }),
      }
    },
    removeEntry: async (name: string) => void files.delete(name),
  }
  // A handle as far as it is used; a test cannot choose a folder.
  return { files, state, handle: folder as unknown as FileSystemDirectoryHandle }
}

/** Everything that was begun has come to its end. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 500; turn += 1) await Promise.resolve()
}

const createWorld = async () => {
  const env = testEnv(1)
  const folder = createFolder()
  const rows = new Map<string, BackupRow>()
  const state = { writes: true, made: 0, elsewhere: false }
  const table = {
    get: async (id: string) => rows.get(id),
    put: async (row: BackupRow) => void rows.set(row.id, row),
    delete: async (id: string) => void rows.delete(id),
  }
  const planned = createPlannedBackups({
    env,
    // The three calls of the table that are made.
    run: async action => ok(await action(table as unknown as Parameters<typeof action>[0])),
    write: async (_root, _options, open) => {
      const file = await open()
      if (!state.writes) {
        await file.discard()
        return err({ type: 'backup-not-written', detail: 'full' })
      }
      await file.sink(new Uint8Array(1))
      await file.close()
      state.made += 1
      return ok(undefined)
    },
    exclusive: async action => {
      if (!state.elsewhere) await action()
    },
  })
  // A key of its own: Argon2id costs half a second and is held elsewhere.
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'HKDF', false, ['deriveKey'])
  const kdf = { memory: 65_536, passes: 3, lanes: 1, salt: new Uint8Array(16) }
  const plan = (given: Partial<BackupPlanRow> = {}): void => {
    const own = { withAttachments: true, withKeys: false, every: 'day', keep: 3 } as const
    rows.set('plan', { id: 'plan', folder: folder.handle, key, kdf, ...own, ...given })
  }
  const planRow = (): BackupPlanRow => {
    const row = rows.get('plan')
    return must(row?.id === 'plan' ? row : null, 'a plan')
  }
  const after = async (hours: number): Promise<void> => {
    for (let step = 0; step < hours; step += 1) {
      env.clock.advance(hour)
      await settle()
    }
  }
  const stopping = new AbortController()
  return { env, folder, rows, state, planned, plan, planRow, after, stopping }
}

describe('a plan', () => {
  it('makes one at once, then one a day, and keeps the last three', async () => {
    const { folder, state, planned, plan, after, stopping } = await createWorld()
    folder.files.set('letter.txt', 'mine')
    plan()
    planned.start(stopping.signal)
    await settle()
    expect(state.made).toBe(1)
    await after(20)
    expect(state.made).toBe(1)
    await after(5 * 24)
    expect(state.made).toBe(6)
    expect(folder.files.size).toBe(4)
    expect(folder.files.get('letter.txt')).toBe('mine')
    stopping.abort()
    await after(48)
    expect(state.made).toBe(6)
  })

  it('without leave to write makes none, says so, and goes on with it', async () => {
    const { folder, state, planned, plan, planRow, after, stopping } = await createWorld()
    plan()
    folder.state.permission = 'prompt'
    planned.start(stopping.signal)
    await after(30)
    expect([state.made, planRow().problem, folder.files.size]).toEqual([0, 'folder-locked', 0])
    folder.state.permission = 'granted'
    await planned.calls.makeDue()
    expect([state.made, planRow().problem]).toEqual([1, undefined])
    stopping.abort()
  })

  it('whose folder has gone, or whose disk is full, keeps its old files and leaves no new one', async () => {
    const { folder, state, planned, plan, planRow } = await createWorld()
    plan()
    folder.files.set('weft-2020-01-01-0000.weft-backup', 'old')
    state.writes = false
    await planned.calls.makeDue()
    expect([planRow().problem, [...folder.files.values()]]).toEqual(['not-written', ['old']])
    folder.state.exists = false
    await planned.calls.makeDue()
    expect([planRow().problem, state.made]).toEqual(['folder-missing', 0])
  })

  it('is another tab’s while that one is at it, and nobody’s when it was ended', async () => {
    const { rows, state, planned, plan } = await createWorld()
    plan()
    state.elsewhere = true
    await planned.calls.makeDue()
    expect(state.made).toBe(0)
    state.elsewhere = false
    await planned.calls.endPlan()
    await planned.calls.makeDue()
    expect([state.made, rows.size]).toEqual([0, 0])
  })
})
