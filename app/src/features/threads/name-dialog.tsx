/** Asks for a name: of a thread where it cannot be written in place, of a folder. */

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { firstFocus } from '../../ui/modal.tsx'
import { TextField } from '../../ui/text-field.tsx'

export interface NameDialogProps {
  readonly title: string
  readonly label: string
  readonly name: string
  /** An empty name can be given: the thing then gets its own again. */
  readonly mayBeEmpty?: boolean
  readonly maxLength: number
  readonly onClose: () => void
  readonly onName: (name: string) => void
}

/** Drawn while it is open. */
export const NameDialog = ({
  title,
  label,
  name: before,
  mayBeEmpty = false,
  maxLength,
  onClose,
  onName,
}: NameDialogProps): ReactNode => {
  const t = useText()
  const [name, setName] = useState(before)
  const isSound = mayBeEmpty || name.trim() !== ''

  const save = (): void => {
    if (!isSound) return
    onClose()
    if (name.trim() !== before) onName(name.trim())
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      acts={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="main" disabled={!isSound} onClick={save}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div {...firstFocus} tabIndex={-1} onFocus={focusField}>
        <TextField
          label={label}
          labelHidden
          value={name}
          maxLength={maxLength}
          onChange={setName}
          onKeyDown={event => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) save()
          }}
        />
      </div>
    </Dialog>
  )
}

/** The field is inside a component of the kit; what it holds is chosen, so that typing replaces it. */
const focusField = (event: { readonly target: EventTarget; readonly currentTarget: Element }): void => {
  if (event.target === event.currentTarget) event.currentTarget.querySelector('input')?.select()
}
