/** Everything a person can set for one model. An empty field leaves the choice to the provider. */

import type { ReasoningEffort } from '@weft/shared/schema/provider.ts'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Select } from '../../ui/select.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { keepFieldFocus } from '../../ui/keep-field-focus.ts'
import { TextField } from '../../ui/text-field.tsx'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { LeaveDialog } from '../../ui/leave-dialog.tsx'
import { useLeaveGuard } from '../../ui/use-leave-guard.ts'
import type { ProviderModel } from '../workspace/join-models.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import { focusFirstWrong } from './focus-first-wrong.ts'
import { checkModelDraft, type ModelDraft, toModelChoices, toModelDraft } from './model-draft.ts'
import { modelTraits } from './model-traits.ts'
import { knownModel } from './prices.ts'
import styles from './provider-form.module.css'
import { useModelChange } from './use-model-change.ts'

export interface ModelFormProps {
  readonly provider: ProviderRow
  readonly model: ProviderModel
  readonly onClose: () => void
}

const efforts: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high']

const effortNames: Readonly<Record<ReasoningEffort, TextKey>> = {
  none: 'providers.effortNone',
  minimal: 'providers.effortMinimal',
  low: 'providers.effortLow',
  medium: 'providers.effortMedium',
  high: 'providers.effortHigh',
}

export const ModelForm = ({ provider, model, onClose }: ModelFormProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const form = useRef<HTMLFormElement>(null)
  const { change, failure, clearFailure } = useModelChange(provider)
  const [first] = useState(() => toModelDraft(model.settings))
  const [draft, setDraft] = useState(first)
  const [tried, setTried] = useState(false)
  const [saving, setSaving] = useState(false)
  const known = knownModel(provider, model.modelId)
  const traits = modelTraits(provider, model.modelId, draft.reasoningEffort || undefined)
  /** What counts while the fields are empty. */
  const price = model.settings?.price ? known?.price : (model.price ?? known?.price)
  const problems = checkModelDraft(draft)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(first)
  const leaving = useLeaveGuard(isChanged)

  const store = async (choices: Parameters<typeof change>[2]): Promise<void> => {
    setSaving(true)
    const stored = await change(model.modelId, model.settings, choices)
    setSaving(false)
    if (stored) onClose()
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(problems).length > 0) focusFirstWrong(form.current)
    else void store({ ...toModelChoices(draft, model.settings) })
  }

  const field = (name: Exclude<keyof ModelDraft, 'reasoningEffort'>) => {
    const problem = problems[name]
    const wrong = problem && t(problem)
    return {
      value: draft[name],
      onChange: (value: string) => setDraft({ ...draft, [name]: value }),
      check: () => wrong,
      wrong: tried ? wrong : undefined,
    }
  }

  const figure = (value: number | undefined): string | undefined =>
    value === undefined ? t('providers.unknown') : format.number(value)

  return (
    <form className={styles.form} ref={form} onSubmit={submit} noValidate aria-label={model.name}>
      <div className={styles.all}>
        {model.name !== model.modelId && <bdi className={styles.name}>{model.name}</bdi>}
        <bdi className={styles.id} dir="ltr">
          {model.modelId}
        </bdi>
      </div>
      <TextField
        label={t('providers.modelName')}
        placeholder={model.settings?.name ? model.modelId : model.name}
        {...field('name')}
      />
      <TextField
        label={t('providers.contextWindow')}
        inputMode="numeric"
        placeholder={figure(known?.contextWindow)}
        {...field('contextWindow')}
      />
      <fieldset className={styles.group}>
        <legend className={styles.legend}>{t('providers.prices')}</legend>
        <TextField
          label={t('providers.priceIn')}
          inputMode="decimal"
          placeholder={figure(price?.input)}
          {...field('input')}
        />
        <TextField
          label={t('providers.priceOut')}
          inputMode="decimal"
          placeholder={figure(price?.output)}
          {...field('output')}
        />
        <TextField
          label={t('providers.priceCached')}
          inputMode="decimal"
          placeholder={figure(price?.cachedInput)}
          {...field('cachedInput')}
        />
      </fieldset>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>{t('providers.parameters')}</legend>
        {(traits.hasTemperature || first.temperature !== '') && (
          <TextField
            label={t('providers.temperature')}
            inputMode="decimal"
            placeholder={t('providers.byProvider')}
            {...field('temperature')}
          />
        )}
        <TextField
          label={t('providers.maxOutputTokens')}
          inputMode="numeric"
          placeholder={t('providers.byProvider')}
          {...field('maxOutputTokens')}
        />
        {(traits.hasReasoningEffort || first.reasoningEffort !== '') && (
          <Select
            label={t('providers.effort')}
            value={draft.reasoningEffort}
            options={[
              { value: '', label: t('providers.byProvider') },
              ...efforts.map(value => ({ value, label: t(effortNames[value]) })),
            ]}
            onChange={reasoningEffort => setDraft({ ...draft, reasoningEffort })}
          />
        )}
      </fieldset>
      <div className={styles.all}>
        <TextArea
          label={t('providers.modelInstructions')}
          help={t('providers.modelInstructionsHelp')}
          rows={2}
          {...field('instructions')}
        />
      </div>
      {failure && (
        <div className={styles.all}>
          <EngineNotice error={failure} onClose={clearFailure} />
        </div>
      )}
      <div className={styles.acts}>
        <Reset
          model={model}
          onReset={() => void store(untouched)}
          onRemove={() => void store({ ...untouched, manual: false })}
        />
        <span className={styles.grow} />
        <Button {...keepFieldFocus} kind="text" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button {...keepFieldFocus} kind="main" type="submit" busy={saving} busyLabel={t('common.saving')}>
          {t('providers.save')}
        </Button>
      </div>
      <LeaveDialog leaving={leaving} />
    </form>
  )
}

const untouched = {
  name: undefined,
  contextWindow: undefined,
  price: undefined,
  parameters: undefined,
} as const

interface ResetProps {
  readonly model: ProviderModel
  readonly onReset: () => void
  readonly onRemove: () => void
}

/** Back to what the provider and the price list say; a model typed by hand can go altogether. */
const Reset = ({ model: { settings, listed }, onReset, onRemove }: ResetProps): ReactNode => {
  const t = useText()
  const isSet =
    settings?.name !== undefined ||
    settings?.contextWindow !== undefined ||
    settings?.price !== undefined ||
    settings?.parameters !== undefined
  return (
    <>
      {isSet && (
        <Button {...keepFieldFocus} kind="text" onClick={onReset}>
          {t('providers.reset')}
        </Button>
      )}
      {!listed && (
        <Button {...keepFieldFocus} kind="text" onClick={onRemove}>
          {t('common.remove')}
        </Button>
      )}
    </>
  )
}
