/** What is particular to one thread: what is said to the model before it, how it answers, who answers without a network, what it has cost. */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { ModelParameters, OutputFormat } from '@weft/shared/schema/provider.ts'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Select } from '../../ui/select.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import { type Figure, parseDecimal, parseTokens } from '../providers/parse-figure.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import type { ThreadRow } from '../threads/tables.ts'
import { DeviceModelSelect } from '../workspace/device-model-select.tsx'
import styles from './thread-settings.module.css'

speakOfAnswers()

export interface ThreadSettingsProps {
  readonly thread: ThreadRow
  readonly model: ModelRef | null
  readonly onClose: () => void
}

type Effort = NonNullable<ModelParameters['reasoningEffort']> | 'default'

const efforts: readonly Effort[] = ['default', 'none', 'minimal', 'low', 'medium', 'high']

const effortWords = {
  default: 'thread.providerDefault',
  none: 'thread.effortNone',
  minimal: 'thread.effortMinimal',
  low: 'thread.effortLow',
  medium: 'thread.effortMedium',
  high: 'thread.effortHigh',
} as const

/** An empty field leaves the choice to the provider. */
const valueOf = (figure: Figure): number | undefined => {
  if (figure.type === 'empty') return undefined
  return figure.type === 'number' ? figure.value : Number.NaN
}

const isTemperature = (value: number | undefined): boolean =>
  value === undefined || (value >= 0 && value <= 2)
const isLength = (value: number | undefined): boolean =>
  value === undefined || (Number.isInteger(value) && value >= 1 && value <= 1_000_000)

export const ThreadSettings = ({ thread, model, onClose }: ThreadSettingsProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { engine } = usePage()
  const before = thread.parameters
  const [instructions, setInstructions] = useState(thread.instructions ?? '')
  const [temperature, setTemperature] = useState(`${before?.temperature ?? ''}`)
  const [length, setLength] = useState(`${before?.maxOutputTokens ?? ''}`)
  const [effort, setEffort] = useState<Effort>(before?.reasoningEffort ?? 'default')
  const [outputFormat, setOutputFormat] = useState<OutputFormat | 'text'>(before?.outputFormat ?? 'text')
  const [fallback, setFallback] = useState<ModelRef | 'wait' | 'as-set'>(thread.fallback ?? 'as-set')
  const [saving, setSaving] = useState(false)
  const [problem, setProblem] = useState<EngineError>()
  const wrongTemperature = (text: string): string | undefined =>
    isTemperature(valueOf(parseDecimal(text))) ? undefined : t('thread.temperatureWrong')
  const wrongLength = (text: string): string | undefined =>
    isLength(valueOf(parseTokens(text))) ? undefined : t('thread.maxTokensWrong')
  const isSound = !wrongTemperature(temperature) && !wrongLength(length)

  const save = async (): Promise<void> => {
    setSaving(true)
    const of = { workspaceId: thread.workspaceId, threadId: thread.roomId }
    const written = await Promise.all([
      engine.execute('thread.instruct', { ...of, instructions: instructions.trim() }),
      engine.execute('thread.setParameters', {
        ...of,
        // An `undefined` takes back what was chosen before; an absent field would leave it.
        parameters: {
          temperature: valueOf(parseDecimal(temperature)),
          maxOutputTokens: valueOf(parseTokens(length)),
          reasoningEffort: effort === 'default' ? undefined : effort,
          outputFormat: outputFormat === 'text' ? undefined : outputFormat,
        },
      }),
      engine.execute('thread.chooseFallback', {
        ...of,
        fallback: fallback === 'as-set' ? null : fallback,
      }),
    ])
    const failed = written.find(result => !result.ok)
    setSaving(false)
    if (failed && !failed.ok) setProblem(failed.error)
    else onClose()
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={t('thread.options')}
      acts={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="main"
            disabled={!isSound || thread.readOnly}
            busy={saving}
            busyLabel={t('common.saving')}
            onClick={() => void save()}
          >
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <TextArea
          label={t('thread.instructions')}
          help={t('thread.instructionsHelp')}
          rows={3}
          maxLength={100_000}
          value={instructions}
          onChange={setInstructions}
        />
        <div className={styles.pair}>
          <TextField
            label={t('thread.temperature')}
            help={t('thread.temperatureHelp')}
            placeholder={t('thread.providerDefault')}
            inputMode="decimal"
            value={temperature}
            onChange={setTemperature}
            check={wrongTemperature}
          />
          <TextField
            label={t('thread.maxTokens')}
            placeholder={t('thread.providerDefault')}
            inputMode="numeric"
            value={length}
            onChange={setLength}
            check={wrongLength}
          />
        </div>
        <Select
          label={t('thread.effort')}
          value={effort}
          options={efforts.map(value => ({ value, label: t(effortWords[value]) }))}
          onChange={setEffort}
        />
        <Select
          label={t('thread.outputFormat')}
          value={outputFormat}
          options={[
            { value: 'text', label: t('thread.outputText') },
            { value: 'json', label: t('thread.outputJson') },
          ]}
          onChange={setOutputFormat}
        />
        <DeviceModelSelect
          label={t('thread.whenOffline')}
          help={t('thread.whenOfflineHelp')}
          value={fallback}
          words={[
            { value: 'as-set', label: t('thread.asForAll') },
            { value: 'wait', label: t('thread.waitForNetwork') },
          ]}
          onChange={setFallback}
        />
        <p className={styles.cost}>
          {model && <bdi>{model.name}</bdi>}
          <span>{t('thread.costOfThread', { cost: format.cost(thread.cost) })}</span>
        </p>
        {problem && <EngineNotice error={problem} onClose={() => setProblem(undefined)} />}
      </div>
    </Dialog>
  )
}
