/** The account's part of “Sync and devices”. */

import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useDeviceAccount } from './queries.ts'
import { SignedIn } from './signed-in.tsx'
import { SignedOut } from './signed-out.tsx'

export interface AccountPanelProps {
  readonly title: string
  /** What this device is and keeps, with or without an account. */
  readonly device: ReactNode
  /** Erasing this device. */
  readonly erase: ReactNode
}

export const AccountPanel = ({ title, device, erase }: AccountPanelProps): ReactNode => {
  const t = useText()
  const own = useDeviceAccount()
  const isIn = own?.session === 'open'
  return (
    <>
      <PageHead title={title} lead={t(isIn ? 'account.leadSignedIn' : 'account.leadSignedOut')} />
      {device}
      {own === undefined ? (
        <Skeleton rows={4} />
      ) : own !== null && isIn ? (
        <SignedIn own={own} erase={erase} />
      ) : (
        <SignedOut own={own} />
      )}
    </>
  )
}
