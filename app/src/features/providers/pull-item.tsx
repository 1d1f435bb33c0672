/** One pull: how far it is, how fast, and what came of it. */

import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Progress } from '../../ui/progress.tsx'
import { SettingsItem } from '../../ui/settings-item.tsx'
import type { ProviderRow } from '../workspace/tables.ts'
import styles from './ollama-model-item.module.css'
import { OllamaProblem } from './ollama-problem.tsx'
import type { Pull, PullState } from './ollama-pulls.ts'

export interface PullItemProps {
  readonly provider: ProviderRow
  readonly pull: Pull
  readonly onStop: () => void
  readonly onAgain: () => void
  /** What came of it was read. */
  readonly onClose: () => void
}

export const PullItem = ({ provider, pull, ...acts }: PullItemProps): ReactNode => (
  <SettingsItem
    title={
      <bdi className={styles.name} dir="ltr">
        {pull.model}
      </bdi>
    }
    action={<Acts pull={pull} {...acts} />}
  >
    <Outcome provider={provider} pull={pull} />
  </SettingsItem>
)

const Acts = ({ pull, onStop, onAgain, onClose }: Omit<PullItemProps, 'provider'>): ReactNode => {
  const t = useText()
  const { model } = pull
  if (pull.state === 'pulling')
    return (
      <Button size="small" aria-label={t('providers.cancelPullOf', { model })} onClick={onStop}>
        {t('common.cancel')}
      </Button>
    )
  return (
    <>
      {pull.state !== 'done' && (
        <Button size="small" aria-label={t('providers.pullAgainOf', { model })} onClick={onAgain}>
          {t('providers.pullAgain')}
        </Button>
      )}
      <Button size="small" kind="text" aria-label={t('providers.closePullOf', { model })} onClick={onClose}>
        {t('common.close')}
      </Button>
    </>
  )
}

const Outcome = ({ provider, pull }: Pick<PullItemProps, 'provider' | 'pull'>): ReactNode => {
  const t = useText()
  const figures = useFigures()
  const { model } = pull
  switch (pull.state) {
    case 'pulling':
    case 'stopped':
      return (
        <Progress
          label={t('providers.pullOf', { model })}
          done={shareOf(pull)}
          figures={figures(pull)}
          paused={pull.state === 'stopped'}
        />
      )
    case 'failed':
      return (
        <OllamaProblem
          provider={provider}
          error={pull.error}
          what={t('providers.notPulled', { model })}
          kept={t('providers.pullKept')}
        />
      )
    case 'done':
      return (
        <p className={styles.facts} role="status">
          {t('providers.pulled', { model })}
        </p>
      )
  }
}

type Moving = Extract<PullState, { readonly state: 'pulling' | 'stopped' }>

const shareOf = ({ progress }: Moving): number | undefined =>
  progress && progress.total > 0 ? progress.completed / progress.total : undefined

const useFigures = (): ((pull: Moving) => string) => {
  const t = useText()
  const format = useFormat()

  const sizes = ({ progress }: Moving): string | undefined =>
    progress && progress.total > 0
      ? t('providers.pullSizes', {
          done: format.bytes(progress.completed),
          total: format.bytes(progress.total),
        })
      : undefined

  return pull => {
    const size = sizes(pull)
    if (pull.state === 'stopped')
      return [t('providers.pullStopped'), size, t('providers.pullKept')].filter(Boolean).join(' ')
    const { progress, pace } = pull
    if (!progress) return t('providers.pullAsked')
    // While it checks and tidies up there is nothing to measure; it says itself what it does.
    if (size === undefined || progress.completed >= progress.total)
      return [size, t('providers.pullSays', { status: progress.status })].filter(Boolean).join(' ')
    if (!pace) return size
    return [
      size,
      t('providers.pullPace', {
        speed: format.bytes(pace.bytesPerSecond),
        left: format.duration(Math.max(1_000, pace.left)),
      }),
    ].join(' ')
  }
}
