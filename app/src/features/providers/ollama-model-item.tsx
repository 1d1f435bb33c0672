/** One model on an Ollama: what it takes on the disk and in memory, and how to have it gone from either. */

import { type ReactNode, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import styles from './ollama-model-item.module.css'
import { OllamaProblem } from './ollama-problem.tsx'
import type { OllamaLoad, OllamaModel } from './ollama-schema.ts'
import type { DropFailure } from './use-drop-model.ts'

type Place = 'disk' | 'memory'

export interface OllamaModelItemProps {
  readonly provider: ProviderRow
  readonly model: OllamaModel
  /** Where it is being taken from right now. */
  readonly dropping: Place | undefined
  readonly failure: DropFailure | undefined
  readonly onDrop: (from: Place) => Promise<void>
}

export const OllamaModelItem = ({
  provider,
  model,
  dropping,
  failure,
  onDrop,
}: OllamaModelItemProps): ReactNode => {
  const t = useText()
  const [asking, setAsking] = useState(false)
  return (
    <SettingsItem
      title={
        <>
          <bdi className={styles.name} dir="ltr">
            {model.name}
          </bdi>
          {model.loaded && (
            <Badge line tone="good">
              {t('providers.inMemory')}
            </Badge>
          )}
        </>
      }
      facts={<Facts model={model} />}
      action={
        <>
          {model.loaded && (
            <Button
              size="small"
              aria-label={t('providers.unloadOf', { model: model.name })}
              busy={dropping === 'memory'}
              busyLabel={t('providers.unloading')}
              onClick={() => void onDrop('memory')}
            >
              {t('providers.unload')}
            </Button>
          )}
          <Button
            size="small"
            aria-label={t('providers.removeOf', { model: model.name })}
            busy={dropping === 'disk'}
            busyLabel={t('providers.removing')}
            onClick={() => setAsking(true)}
          >
            {t('providers.remove')}
          </Button>
        </>
      }
    >
      {failure && (
        <OllamaProblem
          provider={provider}
          error={failure.error}
          what={t(failure.from === 'disk' ? 'providers.notRemoved' : 'providers.notUnloaded', {
            model: model.name,
          })}
          kept={t('providers.notDroppedKept')}
        />
      )}
      <RemoveDialog
        provider={provider}
        model={model}
        open={asking}
        onClose={() => setAsking(false)}
        onRemove={() => {
          setAsking(false)
          void onDrop('disk')
        }}
      />
    </SettingsItem>
  )
}

const Facts = ({
  model: { size, parameters, quantization, loaded },
}: {
  readonly model: OllamaModel
}): ReactNode => {
  const t = useText()
  const format = useFormat()
  const loadText = useLoadText()
  return (
    <span className={styles.facts}>
      <span>
        {size === undefined
          ? t('providers.sizeUnknown')
          : t('providers.onDisk', { size: format.bytes(size) })}
      </span>
      {parameters !== undefined && <span>{t('providers.parameterSize', { size: parameters })}</span>}
      {quantization !== undefined && <bdi dir="ltr">{quantization}</bdi>}
      {loaded && <span className={styles.load}>{loadText(loaded)}</span>}
    </span>
  )
}

const useLoadText = (): ((load: OllamaLoad) => string) => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  return ({ size, onCard, until }) => {
    const memory =
      size === undefined
        ? t('providers.memoryUnknown')
        : onCard === undefined
          ? t('providers.memory', { size: format.bytes(size) })
          : t('providers.memoryOnCard', { size: format.bytes(size), onCard: format.bytes(onCard) })
    const stay =
      until === undefined
        ? t('providers.stays')
        : t('providers.staysUntil', { when: format.when(until, now) })
    return `${memory} ${stay}`
  }
}

interface RemoveDialogProps {
  readonly provider: ProviderRow
  readonly model: OllamaModel
  readonly open: boolean
  readonly onClose: () => void
  readonly onRemove: () => void
}

const RemoveDialog = ({ provider, model, open, onClose, onRemove }: RemoveDialogProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={t('providers.removeTitle', { model: model.name })}
      text={
        model.size === undefined
          ? t('providers.removeText', { name: provider.name })
          : t('providers.removeTextSize', { name: provider.name, size: format.bytes(model.size) })
      }
      safeLabel={t('providers.removeSafe')}
      actLabel={t('providers.remove')}
      onAct={onRemove}
      danger
    />
  )
}
