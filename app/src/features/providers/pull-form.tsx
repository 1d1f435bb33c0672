/** The name of a model to be pulled. */

import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { keepFieldFocus } from '../../ui/keep-field-focus.ts'
import { TextField } from '../../ui/text-field.tsx'
import styles from './pull-form.module.css'

export const PullForm = ({ onPull }: { readonly onPull: (model: string) => void }): ReactNode => {
  const t = useText()
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const model = nameIn(typed)
  const wrong = /^\S+$/.test(model) ? undefined : t('providers.pullNeeded')

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setTried(wrong !== undefined)
    if (wrong !== undefined) return
    setTyped('')
    onPull(model)
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate autoComplete="off">
      <div className={styles.field}>
        <TextField
          label={t('providers.pullName')}
          code
          placeholder="llama3.2:3b"
          value={typed}
          onChange={value => {
            setTyped(value)
            setTried(false)
          }}
          help={t('providers.pullHelp')}
          wrong={tried ? wrong : undefined}
        />
      </div>
      <Button {...keepFieldFocus} type="submit">
        {t('providers.pull')}
      </Button>
    </form>
  )
}

/** Ollama's pages give the whole command to be copied. */
const nameIn = (typed: string): string => typed.trim().replace(/^ollama\s+(?:pull|run)\s+/, '')
