/** What floats above the page, one thing at a time: a new version first, and much later a word about backups. */

import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useUi } from '../ui/ui.tsx'
import { Boundary } from './boundary.tsx'
import { useUpdateState } from './shell-context.ts'
import { UpdateNotice } from './update-notice.tsx'

const BackupReminder = lazy(() =>
  import('./backup-reminder.tsx').then(module => ({ default: module.BackupReminder })),
)

/** Milliseconds after the start: nobody opens the app to be reminded of something. */
const remindAfter = 60_000

const useIsLate = (): boolean => {
  const { clock } = useUi()
  const [isLate, setLate] = useState(false)
  useEffect(() => clock.after(remindAfter, () => setLate(true)), [clock])
  return isLate
}

export const Notices = (): ReactNode => {
  const { type } = useUpdateState()
  const isLate = useIsLate()
  return (
    <>
      <UpdateNotice />
      {isLate && type === 'none' && (
        <Boundary quiet>
          <Suspense>
            <BackupReminder />
          </Suspense>
        </Boundary>
      )}
    </>
  )
}
