/**
 * Backups that are made by themselves: into a folder that the person has chosen, while the app is open and one is due, in
 * one tab. Without the folder, or without leave to write into it, none is made, and the plan says so until one is.
 */

import { type BackupRoot, createRoot } from '@weft/shared/crypto/backup/backup-key.ts'
import type { Env } from '@weft/shared/env.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { Table } from 'dexie'
import type { StorageError } from '../../core/store.ts'
import type { BackupCalls, BackupError } from './backup-calls.ts'
import type { BackupOptions } from './backup-contents.ts'
import { mayWrite } from './backup-folder.ts'
import { type BackupFile, writeToHandle } from './backup-file.ts'
import { backupName, outdatedBackups } from './backup-name.ts'
import type { BackupPlanRow, BackupRow, PlanProblem } from './backup-rows.ts'
import { isDue } from './due.ts'

type Rows = Table<BackupRow, string>

interface Deps {
  readonly env: Env
  readonly run: <T>(action: (rows: Rows) => Promise<T>) => Promise<Result<T, StorageError>>
  readonly write: (
    root: BackupRoot,
    options: BackupOptions,
    open: () => Promise<BackupFile>,
    watch: { readonly signal: AbortSignal; readonly progress: () => void },
  ) => Promise<Result<unknown, BackupError>>
  /** Runs one at a time in all tabs, or not at all where another tab is at it. */
  readonly exclusive: (action: () => Promise<void>) => Promise<void>
}

/** How often it is looked whether one is due, milliseconds. */
const lookEvery = 10 * 60_000

export interface PlannedBackups {
  readonly calls: Pick<BackupCalls, 'plan' | 'makeDue' | 'endPlan'>
  readonly start: (signal: AbortSignal) => void
}

export const createPlannedBackups = ({ env, run, write, exclusive }: Deps): PlannedBackups => {
  let signal = new AbortController().signal

  const readPlan = async (): Promise<BackupPlanRow | undefined> => {
    const row = await run(rows => rows.get('plan'))
    return row.ok && row.value?.id === 'plan' ? row.value : undefined
  }

  const dropOutdated = async ({ folder, keep }: BackupPlanRow): Promise<void> => {
    const names: string[] = []
    for await (const name of folder.keys()) names.push(name)
    for (const name of outdatedBackups(names, keep)) await folder.removeEntry(name)
  }

  const writeInto = async (plan: BackupPlanRow): Promise<PlanProblem | undefined> => {
    const { folder, key, kdf } = plan
    if (!(await mayWrite(folder))) return 'folder-locked'
    try {
      const file = await folder.getFileHandle(backupName(env.clock.now()), { create: true })
      const made = await write({ key, kdf }, plan, () => writeToHandle(file), {
        signal,
        progress: () => undefined,
      })
      // A file that was only begun is empty, and is not left lying there.
      if (!made.ok) await folder.removeEntry(file.name)
      else await dropOutdated(plan)
      return made.ok ? undefined : 'not-written'
    } catch (cause) {
      return cause instanceof DOMException && cause.name === 'NotFoundError'
        ? 'folder-missing'
        : 'not-written'
    }
  }

  /** What is due now, in whichever tab comes first; it looks again once it has the turn. */
  const makeDue = (): Promise<void> =>
    exclusive(async () => {
      const plan = await readPlan()
      if (!plan || !isDue(plan, env.clock.now())) return
      const problem = await writeInto(plan)
      const { problem: _before, ...rest } = plan
      await run(async rows => {
        // The person may have ended it meanwhile.
        if ((await rows.get('plan')) === undefined) return
        await rows.put(problem ? { ...rest, problem } : { ...rest, madeAt: env.clock.now() })
      })
    })

  const keepLooking = (): void => {
    if (signal.aborted) return
    const cancel = env.clock.after(lookEvery, () => {
      void makeDue().then(keepLooking)
    })
    signal.addEventListener('abort', cancel, { once: true })
  }

  return {
    calls: {
      plan: async ({ passphrase, ...request }) => {
        const root = await createRoot(passphrase, env.random)
        if (!root.ok) return root
        const plan: BackupPlanRow = { id: 'plan', ...request, ...root.value }
        const put = await run(rows => rows.put(plan))
        if (!put.ok) return put
        await makeDue()
        return ok(undefined)
      },
      makeDue: async () => {
        await makeDue()
        return ok(undefined)
      },
      endPlan: async () => {
        const ended = await run(rows => rows.delete('plan'))
        return ended.ok ? ok(undefined) : ended
      },
    },
    start: given => {
      signal = given
      void makeDue().then(keepLooking)
    },
  }
}
