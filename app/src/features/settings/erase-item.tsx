/** Takes everything off this device, after the person typed that they mean it. */

import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { SettingItem } from './setting-item.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { usePage } from '../../worker/page-context.ts'
import { requestErase } from './erase-request.ts'
import { useCounts } from './queries.ts'

export interface EraseItemProps {
  /** Leaves this document for one that erases; a test hands in another. */
  readonly onErase?: (() => void) | undefined
}

const eraseThisTab = (): void =>
  requestErase({
    storage: window.sessionStorage,
    location: window.location,
    openChannel: name => new BroadcastChannel(name),
  })

/** Milliseconds that a server is waited for. Whoever wants a device erased wants it erased without a network too. */
const signOutWithin = 2_000

export const EraseItem = ({ onErase }: EraseItemProps): ReactNode => {
  const t = useText()
  const { engine, env } = usePage()
  const [open, setOpen] = useState(false)

  /** The session goes first: its cookie is not script's to delete. */
  const leaveAndErase = async (): Promise<void> => {
    const late = new Promise<void>(resolve => env.clock.after(signOutWithin, resolve))
    await Promise.race([engine.account('signOut'), late])
    eraseThisTab()
  }

  return (
    <>
      <SettingItem
        setting="erase"
        title={t('settings.erase')}
        facts={t('settings.eraseText')}
        action={
          <Button size="small" kind="danger" onClick={() => setOpen(true)}>
            {t('settings.eraseAct')}
          </Button>
        }
      />
      <EraseDialog
        open={open}
        onClose={() => setOpen(false)}
        onErase={onErase ?? (() => void leaveAndErase())}
      />
    </>
  )
}

interface EraseDialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onErase: () => void
}

const EraseDialog = ({ open, onClose, onErase }: EraseDialogProps): ReactNode => {
  const t = useText()
  const formId = useId()
  const counts = useCounts()
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('settings.eraseTitle')}
      text={t('settings.eraseWarning', { count: counts?.threads ?? 0 })}
      acts={
        <>
          <Button onClick={onClose}>{t('settings.keepEverything')}</Button>
          <Button kind="danger-main" type="submit" form={formId}>
            {t('settings.eraseNow')}
          </Button>
        </>
      }
    >
      <EraseForm id={formId} onErase={onErase} />
    </Dialog>
  )
}

/** What was typed counts, not how: capitals and spaces around it do not. */
const same = (typed: string, word: string): boolean =>
  typed.trim().toLocaleLowerCase() === word.toLocaleLowerCase()

const EraseForm = ({ id, onErase }: { readonly id: string; readonly onErase: () => void }): ReactNode => {
  const t = useText()
  const word = t('settings.eraseWord')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const isMeant = same(typed, word)

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isMeant) onErase()
    else setTried(true)
  }

  return (
    <form id={id} onSubmit={submit}>
      <TextField
        label={t('settings.eraseConfirm', { word })}
        value={typed}
        onChange={setTyped}
        autoComplete="off"
        wrong={tried && !isMeant ? t('settings.eraseConfirmWrong', { word }) : undefined}
      />
    </form>
  )
}
