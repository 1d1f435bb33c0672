/** Who is signed in, where, and out again. */

import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import { AccountNotice } from './account-notice.tsx'
import type { DeviceAccount } from './device-account.ts'
import { useAsking } from './use-account.ts'

export const AccountItem = ({ own }: { readonly own: DeviceAccount }): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const leaving = useAsking()
  const looking = useAsking()
  const signOut = (): void => void leaving.run(() => engine.account('signOut'))
  const refresh = (): void => void looking.run(() => engine.account('refresh'))
  const facts = [location.host, own.role === 'administrator' ? t('account.administrator') : undefined]
  // What stands in the way of the account is said until a look finds that it is gone.
  const trouble = looking.failure ?? own.attention
  return (
    <SettingsItem
      title={<span dir="auto">{own.email}</span>}
      facts={joinFacts(facts)}
      action={
        <Button size="small" busy={leaving.busy} busyLabel={t('account.signingOut')} onClick={signOut}>
          {t('account.signOut')}
        </Button>
      }
    >
      {leaving.failure && <AccountNotice error={leaving.failure} onAgain={signOut} onClose={leaving.clear} />}
      {trouble && <AccountNotice error={trouble} onAgain={refresh} />}
    </SettingsItem>
  )
}
