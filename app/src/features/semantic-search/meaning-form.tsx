/** Who is to make the vectors: a model on this device, or a provider's; and what that means for what was written. */

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Select, type SelectGroup } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { presetOf } from '../providers/presets.ts'
import { rowToConfig } from '../providers/row-to-config.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import styles from './meaning-form.module.css'
import type { DeviceEmbedder, Embedder } from './meaning-state.ts'

export interface MeaningFormProps {
  readonly deviceModels: readonly DeviceEmbedder[]
  readonly providers: readonly ProviderRow[]
  /** Another model has made some already. */
  readonly replaces: boolean
  readonly onBegin: (embedder: Embedder) => void
  readonly onCancel: () => void
}

/** A model that the provider is known to serve, by its preset. */
const exampleByPreset: Readonly<Record<string, string>> = {
  openai: 'text-embedding-3-small',
  gemini: 'gemini-embedding-001',
  mistral: 'mistral-embed',
  'lm-studio': 'text-embedding-nomic-embed-text-v1.5',
}
const otherExample = 'nomic-embed-text'

const onDevice = 'device:'

export const MeaningForm = (props: MeaningFormProps): ReactNode => {
  const { deviceModels, replaces, onBegin, onCancel } = props
  const t = useText()
  // Anthropic makes no vectors.
  const providers = props.providers.filter(({ dialect }) => dialect !== 'anthropic')
  const groups: readonly SelectGroup<string>[] = [
    {
      group: t('meaning.onDevice'),
      options: deviceModels.map(({ id, name }) => ({ value: onDevice + id, label: name })),
    },
    {
      group: t('settings.providers'),
      options: providers.map(({ id, name }) => ({ value: id, label: name })),
    },
  ].filter(({ options }) => options.length > 0)
  const [picked, setPicked] = useState<string>()
  const [modelId, setModelId] = useState('')
  const [isWrong, setWrong] = useState(false)

  // What can be chosen comes and goes while this is open: a model arrives, a provider is removed elsewhere.
  const values = groups.flatMap(({ options }) => options.map(({ value }) => value))
  const chosen = picked !== undefined && values.includes(picked) ? picked : values[0]

  if (chosen === undefined)
    return (
      <div className={styles.form}>
        <p className={styles.note}>{t('meaning.nobody')}</p>
        <div className={styles.acts}>
          <Button size="small" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
        </div>
      </div>
    )

  const provider = providers.find(({ id }) => id === chosen)
  const begin = (): void => {
    if (!provider) return onBegin({ type: 'device', modelId: chosen.slice(onDevice.length) })
    const name = modelId.trim()
    setWrong(name === '')
    const { workspaceId, id: providerId } = provider
    if (name !== '') onBegin({ type: 'provider', workspaceId, providerId, modelId: name })
  }

  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        begin()
      }}
    >
      <Select label={t('meaning.who')} value={chosen} options={groups} onChange={setPicked} />
      {provider && (
        <TextField
          label={t('meaning.model')}
          code
          value={modelId}
          onChange={setModelId}
          wrong={isWrong && modelId.trim() === '' ? t('meaning.modelNeeded') : undefined}
          help={t('meaning.modelHelp', {
            example: exampleByPreset[presetOf(rowToConfig(provider)).id] ?? otherExample,
          })}
        />
      )}
      <p className={styles.note}>
        {provider
          ? t('meaning.sent', { name: provider.name, host: hostOf(provider.baseUrl) })
          : t('meaning.staysHere')}
        {replaces && ` ${t('meaning.changeText')}`}
      </p>
      <div className={styles.acts}>
        <Button size="small" type="submit">
          {t('meaning.begin')}
        </Button>
        <Button size="small" kind="text" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  )
}

const hostOf = (baseUrl: string): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl)
