import { useSyncExternalStore } from 'react'
import type { SyncStatus } from '../../core/sync/sync-status.ts'
import { type Page, usePage } from '../../worker/page-context.ts'
import { createSyncReport, type SyncReport } from '../../worker/sync-report.ts'
import { syncStatusChannel } from '../../worker/sync-status-channel.ts'

/** One for a page, made when somebody first looks. */
const reportByPage = new WeakMap<Page, SyncReport>()

/** What the worker that syncs says of it; null while nobody does. */
export const useSyncReport = (): SyncStatus | null => {
  const page = usePage()
  const report =
    reportByPage.get(page) ?? createSyncReport(new BroadcastChannel(syncStatusChannel), page.env.clock)
  reportByPage.set(page, report)
  return useSyncExternalStore(report.subscribe, report.get)
}
