/** Somebody is signed in: who, with which devices, and how to come back when all else is lost. */

import { type ReactNode, useEffect, useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { SettingsList } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import { AccountItem } from './account-item.tsx'
import { DeleteItem } from './delete-item.tsx'
import type { DeviceAccount } from './device-account.ts'
import { DevicesList } from './devices-list.tsx'
import { PairItem } from './pair-item.tsx'
import { PasswordItem } from './password-item.tsx'
import { PhraseItem } from './phrase-item.tsx'

export interface SignedInProps {
  readonly own: DeviceAccount
  /** Erasing this device, which belongs to others. */
  readonly erase: ReactNode
}

export const SignedIn = ({ own, erase }: SignedInProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [paired, setPaired] = useState(0)
  // How things stand is asked once for each time that somebody comes to look.
  useEffect(() => void engine.account('refresh'), [engine])
  return (
    <>
      <SettingsList heading={t('account.title')}>
        <AccountItem own={own} />
        <PhraseItem hasPhrase={own.hasPhrase} />
        <PasswordItem email={own.email} />
      </SettingsList>
      <SettingsList heading={t('account.devices')}>
        <DevicesList of={`${paired} ${own.pinned.sequence}`} />
        <PairItem onPaired={() => setPaired(paired + 1)} />
      </SettingsList>
      <SettingsList heading={t('account.danger')}>
        {erase}
        <DeleteItem email={own.email} />
      </SettingsList>
    </>
  )
}
