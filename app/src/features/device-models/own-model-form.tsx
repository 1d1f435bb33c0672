/** A model that a person adds by its addresses. */

import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type CustomModelDraft, type CustomModelProblems, parseCustomModel } from './custom-model.ts'
import type { DeviceModel, OnnxWeights } from './device-model.ts'
import type { AddressProblem } from './model-address.ts'
import styles from './own-model-form.module.css'

export interface OwnModelFormProps {
  readonly onAdd: (model: DeviceModel) => Promise<boolean>
  readonly onClose: () => void
}

const empty: CustomModelDraft = {
  engine: 'onnx',
  task: 'chat',
  weights: '',
  library: '',
  dtype: 'q8',
  name: '',
  contextWindow: '',
}

const addressWords: Readonly<Record<AddressProblem, TextKey>> = {
  empty: 'device.addressEmpty',
  'not-an-address': 'device.addressWrong',
  scheme: 'device.addressWrong',
  'plain-http': 'device.addressInsecure',
  credentials: 'device.addressCredentials',
  query: 'device.addressQuery',
  'not-a-model': 'device.addressNoRepository',
  revision: 'device.addressRevision',
  'not-a-library': 'device.addressNoLibrary',
}

const weightKinds: readonly OnnxWeights[] = ['q4f16', 'q4', 'q8', 'fp16', 'fp32']

export const OwnModelForm = ({ onAdd, onClose }: OwnModelFormProps): ReactNode => {
  const t = useText()
  const [draft, setDraft] = useState(empty)
  const [tried, setTried] = useState(false)
  const parsed = parseCustomModel(draft)
  const problems: CustomModelProblems = parsed.ok ? {} : parsed.error

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (parsed.ok && (await onAdd(parsed.value))) onClose()
  }

  const wrong = (key: TextKey | undefined): string | undefined => key && t(key)
  const address = (name: 'weights' | 'library') => {
    const problem = wrong(problems[name] && addressWords[problems[name]])
    return {
      value: draft[name],
      onChange: (text: string) => setDraft({ ...draft, [name]: text }),
      check: () => problem,
      wrong: tried ? problem : undefined,
      type: 'url' as const,
      code: true,
      autoComplete: 'off',
    }
  }
  const windowProblem = wrong(
    problems.contextWindow &&
      (problems.contextWindow === 'too-small' ? 'device.windowTooSmall' : 'device.windowWrong'),
  )

  return (
    <form
      className={styles.form}
      aria-label={t('device.addOwn')}
      noValidate
      onSubmit={event => void submit(event)}
    >
      <Select<CustomModelDraft['engine']>
        label={t('device.engine')}
        value={draft.engine}
        options={[
          { value: 'onnx', label: t('device.engineOnnx') },
          { value: 'webllm', label: t('device.engineWebllm') },
        ]}
        onChange={engine => setDraft({ ...draft, engine })}
      />
      <Select<DeviceModel['task']>
        label={t('device.task')}
        value={draft.task}
        options={[
          { value: 'chat', label: t('device.taskChat') },
          { value: 'embedding', label: t('device.taskEmbedding') },
        ]}
        onChange={task => setDraft({ ...draft, task })}
      />
      <div className={styles.all}>
        <TextField
          {...address('weights')}
          label={t('device.weights')}
          placeholder="https://huggingface.co/owner/name"
          help={t('device.weightsHelp')}
        />
      </div>
      {draft.engine === 'webllm' ? (
        <div className={styles.all}>
          <TextField
            {...address('library')}
            label={t('device.library')}
            placeholder="https://…/model-webgpu.wasm"
            help={t('device.libraryHelp')}
          />
        </div>
      ) : (
        <Select<OnnxWeights>
          label={t('device.kindOfWeights')}
          value={draft.dtype}
          options={weightKinds.map(kind => ({ value: kind, label: kind }))}
          onChange={dtype => setDraft({ ...draft, dtype })}
        />
      )}
      <TextField
        label={t('device.name')}
        value={draft.name}
        onChange={name => setDraft({ ...draft, name })}
        help={t('device.nameHelp')}
      />
      <TextField
        label={t('device.contextWindow')}
        inputMode="numeric"
        value={draft.contextWindow}
        onChange={contextWindow => setDraft({ ...draft, contextWindow })}
        check={() => windowProblem}
        wrong={tried ? windowProblem : undefined}
      />
      <div className={styles.acts}>
        <Button kind="text" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button kind="main" type="submit">
          {t('device.addIt')}
        </Button>
      </div>
    </form>
  )
}
