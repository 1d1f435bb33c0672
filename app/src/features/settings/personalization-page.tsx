/** What every model is told before every thread. */

import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { isShortcut } from '../../ui/shortcut.ts'
import { TextArea } from '../../ui/text-area.tsx'
import { useUi } from '../../ui/ui.tsx'
import { useSetting } from '../workspace/queries.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { LeaveDialog } from '../../ui/leave-dialog.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import styles from './personalization-page.module.css'
import { useLeaveGuard } from '../../ui/use-leave-guard.ts'
import { useSettingChange } from './use-setting-change.ts'

export const PersonalizationPage = (): ReactNode => {
  const t = useText()
  const stored = useSetting('instructions')
  return (
    <>
      <PageHead title={t('settings.personalization')} lead={t('settings.yourInstructionsText')} />
      {/* Begun anew when another device changes it while nothing is typed here. */}
      {stored !== undefined && <InstructionsForm stored={stored} />}
    </>
  )
}

const InstructionsForm = ({ stored }: { readonly stored: string }): ReactNode => {
  const t = useText()
  const { apple } = useUi()
  const { change, failure, clearFailure } = useSettingChange()
  const [text, setText] = useState<string>()
  const [saving, setSaving] = useState(false)
  const [saved, setSaved] = useState(false)
  const changed = text !== undefined && text !== stored
  const leaving = useLeaveGuard(changed)

  const save = async (): Promise<void> => {
    if (!changed || saving) return
    setSaving(true)
    const done = await change('instructions', text)
    setSaving(false)
    setSaved(done)
    // From here on the row is what is shown.
    if (done) setText(undefined)
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void save()
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isShortcut(event.nativeEvent, 'mod+enter', apple)) return
    event.preventDefault()
    void save()
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- listens to the field inside, which is the control */}
      <div onKeyDown={onKeyDown}>
        <TextArea
          label={t('settings.yourInstructions')}
          placeholder={t('settings.yourInstructionsHint')}
          rows={8}
          value={text ?? stored}
          onChange={next => {
            setText(next)
            setSaved(false)
          }}
        />
      </div>
      {failure && <EngineNotice error={failure} onClose={clearFailure} />}
      <div className={styles.acts}>
        <span className={styles.state} role="status">
          {changed ? t('settings.notSaved') : saved ? t('settings.saved') : ''}
        </span>
        <Button type="submit" kind="main" disabled={!changed} busy={saving} busyLabel={t('common.saving')}>
          {t('common.save')}
        </Button>
      </div>
      <LeaveDialog leaving={leaving} />
    </form>
  )
}
