/** Waits for the import of this page and says its end, wherever in the app the person is by then. */

import { useLocation } from 'wouter'
import { useText } from '../../ui/i18n/use-text.ts'
import { useToast } from '../../ui/toasts.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { ImportRow } from './bring/import-row.ts'
import { importPath } from './import-path.ts'
import { tellEnd } from './tell-end.ts'

export const useTellEnd = (): ((bringing: Promise<void>) => Promise<void>) => {
  const t = useText()
  const toast = useToast()
  const { database, env } = usePage()
  const [, navigate] = useLocation()
  return async bringing => {
    const since = env.clock.now()
    await bringing
    // One that goes on where it was interrupted began long before; one that could not begin has no row.
    const rows = await database.table<ImportRow>('imports').toArray()
    const row = rows.find(({ endedAt }) => endedAt !== undefined && endedAt >= since)
    if (!row) return
    tellEnd(row, {
      t,
      toast,
      show: () => navigate(importPath),
      // The view that began it is gone when it ends, so the address is asked then.
      isLookedAt: () => window.location.pathname === importPath,
    })
  }
}
