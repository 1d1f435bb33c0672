/** A model the provider does not list, by the id its API knows. */

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { keepFieldFocus } from '../../ui/keep-field-focus.ts'
import { TextField } from '../../ui/text-field.tsx'
import { EngineNotice } from '../threads/engine-notice.tsx'
import type { ProviderModels } from '../workspace/join-models.ts'
import { focusFirstWrong } from './focus-first-wrong.ts'
import styles from './provider-form.module.css'
import { useModelChange } from './use-model-change.ts'

export interface AddModelProps {
  readonly entry: ProviderModels
  readonly onClose: () => void
}

export const AddModel = ({ entry: { provider, models }, onClose }: AddModelProps): ReactNode => {
  const t = useText()
  const form = useRef<HTMLFormElement>(null)
  const { change, failure, clearFailure } = useModelChange(provider)
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)

  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  const modelId = id.trim()
  const wrong =
    modelId === ''
      ? t('providers.modelIdNeeded')
      : models.some(model => model.modelId === modelId)
        ? t('providers.modelIdTaken')
        : undefined

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (wrong !== undefined) return focusFirstWrong(form.current)
    const shown = name.trim() === '' ? {} : { name: name.trim() }
    if (await change(modelId, undefined, { manual: true, ...shown })) onClose()
  }

  return (
    <form
      className={styles.form}
      ref={form}
      onSubmit={event => void submit(event)}
      noValidate
      aria-label={t('providers.addModel')}
    >
      <TextField
        label={t('providers.modelId')}
        help={t('providers.modelIdHelp')}
        code
        value={id}
        onChange={setId}
        check={() => wrong}
        wrong={tried ? wrong : undefined}
      />
      <TextField label={t('providers.modelName')} placeholder={modelId} value={name} onChange={setName} />
      {failure && (
        <div className={styles.all}>
          <EngineNotice error={failure} onClose={clearFailure} />
        </div>
      )}
      <div className={styles.acts}>
        <span className={styles.grow} />
        <Button {...keepFieldFocus} kind="text" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button {...keepFieldFocus} kind="main" type="submit">
          {t('common.add')}
        </Button>
      </div>
    </form>
  )
}
