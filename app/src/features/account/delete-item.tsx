/** The account goes, after the person has said what they know. What is on the device stays. */

import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import { AccountNotice } from './account-notice.tsx'
import { PresentPassword } from './present-password.tsx'
import { useAsking } from './use-account.ts'

export const DeleteItem = ({ email }: { readonly email: string }): ReactNode => {
  const t = useText()
  const formId = useId()
  const { engine } = usePage()
  const [open, setOpen] = useState(false)
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const asking = useAsking()
  const wrong = password === '' ? t('account.passwordMissing') : undefined

  const close = (): void => {
    setOpen(false)
    setPassword('')
    setTried(false)
    asking.clear()
  }

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (wrong === undefined) await asking.run(() => engine.account('deleteAccount', password))
  }

  return (
    <SettingsItem
      title={t('account.deleteTitle')}
      facts={t('account.deleteText')}
      action={
        <Button size="small" kind="danger" onClick={() => setOpen(true)}>
          {t('account.deleteAct')}
        </Button>
      }
    >
      <Dialog
        open={open}
        onClose={close}
        title={t('account.deleteQuestion', { email })}
        text={t('account.deleteWarning')}
        acts={
          <>
            <Button onClick={close}>{t('account.deleteKeep')}</Button>
            <Button
              kind="danger-main"
              type="submit"
              form={formId}
              busy={asking.busy}
              busyLabel={t('account.deleting')}
            >
              {t('account.deleteNow')}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={event => void submit(event)} noValidate>
          <PresentPassword value={password} onChange={setPassword} wrong={tried ? wrong : undefined} />
        </form>
        {asking.failure && <AccountNotice error={asking.failure} />}
      </Dialog>
    </SettingsItem>
  )
}
