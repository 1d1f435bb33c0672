/** What the status line says: the truth of this device, and of the server where there is one. */

import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useState } from 'react'
import { type DeviceAccountRow, deviceAccountName } from '../features/account/device-account.ts'
import { useSyncReport } from '../features/account/use-sync-report.ts'
import type { RunRow } from '../features/runs/tables.ts'
import type { SyncStatus } from '../core/sync/sync-status.ts'
import { useUi } from '../ui/ui.tsx'
import { usePage } from '../worker/page-context.ts'
import { useEngineState, useShell, useValue } from './shell-context.ts'
import type { SyncStatusState } from './sync-status.tsx'
import { useOnline } from '../ui/use-online.ts'

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

const reportToState = ({ state, waiting }: SyncStatus): SyncStatusState => {
  switch (state.type) {
    case 'offline':
      return { type: 'offline', waiting }
    case 'syncing':
    case 'waiting':
      return { type: 'waiting' }
    case 'synced':
    case 'problem':
      return { type: state.type }
  }
}

export const useSyncState = (): SyncStatusState => {
  const { database } = usePage()
  const { host } = useShell()
  const engine = useEngineState()
  const isOnline = useOnline()
  const report = useSyncReport()
  /** By the server: the person thinks that they are signed in. */
  const hasEnded = useLiveQuery(
    async () =>
      (await database.table<DeviceAccountRow>('device').get(deviceAccountName))?.value.session === 'ended',
    [database],
  )
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
  if (!isOnline) return { type: 'offline', waiting: report?.waiting ?? 0 }
  if (report) return reportToState(report)
  return { type: hasEnded ? 'problem' : 'saved' }
}
