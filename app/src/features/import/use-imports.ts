/** What the page of imports reads: rows of imports, and how far this page's own has come. */

import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { ImportRow } from './bring/import-row.ts'
import { type ImportClient, importClientOf, type ImportPhase } from './import-client.ts'

export const useImportClient = (): ImportClient & { readonly phase: ImportPhase } => {
  const client = importClientOf(usePage().engine)
  return { ...client, phase: useSyncExternalStore(client.subscribe, client.get) }
}

export const isUnderWay = ({ state }: ImportRow): boolean =>
  state === 'reading' || state === 'paused' || state === 'undoing'

/** The newest first. */
export const useImportRows = (): readonly ImportRow[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    () => database.table<ImportRow>('imports').orderBy('startedAt').reverse().toArray(),
    [database],
  )
}

/** Imports whose tab went away are told apart from one that goes on, when somebody looks. */
export const useSettledImports = (): void => {
  const { engine } = usePage()
  useEffect(() => {
    void engine.imports('settle')
  }, [engine])
}

/** Milliseconds left at the pace since the page was opened; undefined while that says little. */
export const useTimeLeft = ({ id, state, progress }: ImportRow): number | undefined => {
  const { env } = usePage()
  const [begin, setBegin] = useState({ key: '', at: 0, done: 0 })
  const key = `${id} ${state}`
  if (begin.key !== key) setBegin({ key, at: env.clock.now(), done: progress.done })
  const done = progress.done - begin.done
  const passed = env.clock.now() - begin.at
  if (state === 'paused' || done <= 0 || passed < leastMeasured) return undefined
  return ((progress.total - progress.done) * passed) / done
}

const leastMeasured = 3_000
