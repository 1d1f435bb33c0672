/**
 * Imports of this page: starts the worker that reads, remembers what it found, and lets it go on when the person looks at
 * something else. One for each engine, so that whoever comes back to the page of imports finds it as it was left.
 */

import * as Comlink from 'comlink'
import type { EngineClient } from '../../worker/client.ts'
import { transferPort } from '../../worker/client.ts'
import workerUrl from '../../worker/import.worker.ts?worker&url'
import type { ImportWorker } from '../../worker/import.worker.ts'
import { createListeners } from '../../ui/listeners.ts'
import { trustedScriptUrl } from '../../ui/trusted-script-url.ts'
import type { ImportFindings } from './bring/findings.ts'
import type { ImportProgress, ImportReader, ReadError } from './bring/import-reader.ts'

export type ImportPhase =
  | { readonly type: 'idle' }
  | { readonly type: 'looking'; readonly files: readonly File[]; readonly progress: ImportProgress }
  | { readonly type: 'found'; readonly files: readonly File[]; readonly findings: ImportFindings }
  | { readonly type: 'failed'; readonly error: ReadError }
  /** How far it has come is in its row. */
  | { readonly type: 'bringing' }

export interface ImportClient {
  readonly get: () => ImportPhase
  readonly subscribe: (listener: () => void) => () => void
  readonly look: (files: readonly File[]) => Promise<void>
  readonly bring: (choices: { readonly takesInstructions: boolean }) => Promise<void>
  /** Gives up what was looked at. An import under way is ended by the engine (`cancel`). */
  readonly reset: () => void
}

interface RunningWorker {
  readonly reader: ImportReader
  readonly end: () => void
}

const startWorker = async (engine: EngineClient): Promise<RunningWorker> => {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'weft import' })
  const { port1, port2 } = new MessageChannel()
  await engine.imports('connect', transferPort(port1))
  const remote = Comlink.wrap<ImportWorker>(worker)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every method returns a promise of plain data, so the remote is the same interface
  const reader = (await remote.connect(transferPort(port2))) as unknown as ImportReader
  return { reader, end: () => worker.terminate() }
}

const createImportClient = (engine: EngineClient): ImportClient => {
  const { subscribe, notify } = createListeners()
  let phase: ImportPhase = { type: 'idle' }
  let running: Promise<RunningWorker> | undefined
  /** Rises with what is asked for, so that an answer to what was given up changes nothing. */
  let asked = 0

  const enter = (next: ImportPhase): void => {
    phase = next
    notify()
  }
  const end = (): void => {
    void running?.then(worker => worker.end())
    running = undefined
  }
  const fail = (cause: unknown): void => {
    end()
    const detail = cause instanceof Error ? cause.message : String(cause)
    enter({ type: 'failed', error: { type: 'import-unreadable', detail } })
  }

  return {
    get: () => phase,
    subscribe,
    look: async files => {
      end()
      asked += 1
      const question = asked
      const total = files.reduce((sum, { size }) => sum + size, 0)
      enter({ type: 'looking', files, progress: { done: 0, total } })
      const tell = (progress: ImportProgress): void => {
        if (question === asked && phase.type === 'looking') enter({ type: 'looking', files, progress })
      }
      try {
        running = startWorker(engine)
        const { reader } = await running
        const found = await reader.look(files, Comlink.proxy(tell))
        if (question !== asked) return
        if (found.ok) return enter({ type: 'found', files, findings: found.value })
        end()
        enter({ type: 'failed', error: found.error })
      } catch (cause) {
        if (question === asked) fail(cause)
      }
    },
    bring: async choices => {
      if (phase.type !== 'found' || !running) return
      const { files } = phase
      enter({ type: 'bringing' })
      try {
        const brought = await (await running).reader.bring(files, choices)
        end()
        enter(brought.ok ? { type: 'idle' } : { type: 'failed', error: brought.error })
      } catch (cause) {
        fail(cause)
      }
    },
    reset: () => {
      asked += 1
      end()
      enter({ type: 'idle' })
    },
  }
}

const clients = new WeakMap<EngineClient, ImportClient>()

export const importClientOf = (engine: EngineClient): ImportClient => {
  const client = clients.get(engine) ?? createImportClient(engine)
  clients.set(engine, client)
  return client
}
