/** The search by meaning while somebody wants it: by whom, how far, what stands in its way, and how to stop it. */

import { Clock, TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import type { Translate } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { connectionText, isProviderError } from '../providers/connection-text.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import styles from './meaning-form.module.css'
import {
  type DeviceEmbedder,
  type Embedder,
  type MeaningProgress,
  type MeaningWish,
  vectorModelId,
} from './meaning-state.ts'

export interface MeaningItemProps {
  readonly wish: MeaningWish
  readonly progress: MeaningProgress | null
  readonly deviceModels: readonly DeviceEmbedder[]
  readonly providers: readonly ProviderRow[]
  readonly onChange: (name: 'pause' | 'resume' | 'remove') => void
  readonly onChoose: () => void
  /** A form below. */
  readonly children?: ReactNode
}

export const MeaningItem = (props: MeaningItemProps): ReactNode => {
  const { wish, deviceModels, providers, onChange, onChoose, children } = props
  const t = useText()
  const format = useFormat()
  const name = nameOf(wish.embedder, deviceModels, providers)
  // Until the model that is wished now has begun, what is noted is how far another one has come.
  const progress = props.progress?.modelId === vectorModelId(wish.embedder) ? props.progress : null
  // Its vectors lie here all the same.
  const size = format.bytes(props.progress?.bytes ?? 0)
  return (
    <SettingsItem
      title={<bdi>{titleOf(wish.embedder, name, t)}</bdi>}
      facts={
        progress?.state.type === 'made' && !wish.isPaused
          ? t('meaning.made', { count: progress.total, size })
          : undefined
      }
      action={
        <Button size="small" onClick={() => onChange(wish.isPaused ? 'resume' : 'pause')}>
          {t(wish.isPaused ? 'meaning.resume' : 'meaning.pause')}
        </Button>
      }
    >
      <div className={styles.form}>
        {(wish.isPaused || progress?.state.type !== 'made') && (
          <HowFar progress={progress} isPaused={wish.isPaused} />
        )}
        {progress && (
          <Obstacle progress={progress} isPaused={wish.isPaused} subject={{ name, wish, providers }} />
        )}
        {children || (
          <div className={styles.acts}>
            <Button size="small" kind="text" onClick={onChoose}>
              {t('meaning.change')}
            </Button>
            <RemoveButton size={size} onRemove={() => onChange('remove')} />
          </div>
        )}
      </div>
    </SettingsItem>
  )
}

interface RemoveButtonProps {
  readonly size: string
  readonly onRemove: () => void
}

/** Asks first: hours of work, or what a provider was paid for, would be gone at one press. */
const RemoveButton = ({ size, onRemove }: RemoveButtonProps): ReactNode => {
  const t = useText()
  const [asked, setAsked] = useState(false)

  const remove = (): void => {
    setAsked(false)
    onRemove()
  }

  return (
    <>
      <Button size="small" kind="text" onClick={() => setAsked(true)}>
        {t('meaning.removeFrees', { size })}
      </Button>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('meaning.removeAsk')}
        text={t('meaning.removeText', { size })}
        safeLabel={t('meaning.removeKeep')}
        actLabel={t('device.remove')}
        onAct={remove}
      />
    </>
  )
}

const nameOf = (
  embedder: Embedder,
  deviceModels: readonly DeviceEmbedder[],
  providers: readonly ProviderRow[],
): string =>
  embedder.type === 'device'
    ? (deviceModels.find(({ id }) => id === embedder.modelId)?.name ?? embedder.modelId)
    : (providers.find(({ id }) => id === embedder.providerId)?.name ?? embedder.modelId)

const titleOf = (embedder: Embedder, name: string, t: Translate): string =>
  embedder.type === 'provider' ? t('meaning.byProvider', { model: embedder.modelId, name }) : name

type Seen = Pick<MeaningItemProps, 'progress'> & { readonly isPaused: boolean }

const HowFar = ({ progress, isPaused }: Seen): ReactNode => {
  const t = useText()
  const figures = progress && { done: progress.done, count: progress.total }
  return (
    <Progress
      label={t('meaning.heading')}
      done={progress ? progress.done / Math.max(1, progress.total) : undefined}
      figures={
        figures ? t(isPaused ? 'meaning.pausedFigures' : 'meaning.figures', figures) : t('meaning.beginning')
      }
      paused={isPaused}
    />
  )
}

interface ObstacleProps {
  readonly progress: MeaningProgress
  readonly isPaused: boolean
  readonly subject: Pick<MeaningItemProps, 'wish' | 'providers'> & { readonly name: string }
}

const Obstacle = ({ progress: { state }, isPaused, subject }: ObstacleProps): ReactNode => {
  const t = useText()
  const why = useReason(state, subject)
  if (state.type === 'waiting' && !isPaused)
    return (
      <Notice
        icon={Clock}
        tone="caution"
        what={t('meaning.waitingWhat', { name: subject.name })}
        kept={t('meaning.waitingKept')}
        detail={why}
      />
    )
  // Resumed, it is no longer refused but tried again.
  if (state.type === 'refused' && isPaused)
    return (
      <Notice
        icon={TriangleAlert}
        tone="danger"
        what={why}
        kept={t('meaning.refusedKept')}
        detail={state.error.detail}
      />
    )
  return null
}

const useReason = (state: MeaningProgress['state'], subject: ObstacleProps['subject']): string => {
  const t = useText()
  const format = useFormat()
  if (state.type !== 'waiting' && state.type !== 'refused') return ''
  const { error } = state
  if (!isProviderError(error)) return t('meaning.storageWhat')
  const { name, wish, providers } = subject
  const { embedder } = wish
  const provider =
    embedder.type === 'provider' ? providers.find(({ id }) => id === embedder.providerId) : undefined
  if (!provider) return t('meaning.deviceRefusedWhat', { name })
  const { baseUrl } = provider
  const told = connectionText(
    error,
    { name, baseUrl, isOwnServer: false, origin: location.origin, kept: 'saved' },
    t,
    format,
  )
  return told.title
}
