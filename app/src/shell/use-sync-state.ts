/** What the status line says while there is no sync: the truth of this device. */

import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useState } from 'react'
import type { RunRow } from '../features/runs/tables.ts'
import { useUi } from '../ui/ui.tsx'
import { usePage } from '../worker/page-context.ts'
import { useEngineState, useShell, useValue } from './shell-context.ts'
import type { SyncStatusState } from './sync-status.tsx'
import { useOnline } from './use-online.ts'

/** A write that takes longer than this is told; most are done before anyone could read it, milliseconds. */
const patience = 250

/** True only once `value` has been true for `patience`; false at once. */
const useLasting = (value: boolean): boolean => {
  const { clock } = useUi()
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!value) return
    const cancel = clock.after(patience, () => setLasts(true))
    return () => {
      cancel()
      setLasts(false)
    }
  }, [clock, value])
  return value && lasts
}

export const useSyncState = (): SyncStatusState => {
  const { database } = usePage()
  const { host } = useShell()
  const engine = useEngineState()
  const isOnline = useOnline()
  const isWriting = useLasting(useValue(host.pendingWrites) > 0)
  // The newest second of an answer that arrives is on the screen only.
  const streaming = useLiveQuery(
    () =>
      database
        .table<RunRow>('runs')
        .filter(run => run.state === 'streaming' && !run.relayedAt)
        .count(),
    [database],
  )

  if (engine.type === 'failed' || engine.type === 'stopped') return { type: 'not-saved' }
  if (isWriting || (streaming ?? 0) > 0) return { type: 'saving' }
  return isOnline ? { type: 'saved' } : { type: 'offline', waiting: 0 }
}
