/** What keeps a thread from going on, above its composer: one thing at a time, with what to do about it. */

import { CircleAlert, PlugZap } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import type { EngineError } from '../../worker/api.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import type { ThreadRow } from '../threads/tables.ts'
import styles from './thread-notice.module.css'

export interface ThreadNoticeProps {
  readonly thread?: ThreadRow | undefined
  /** There is no provider. */
  readonly nobody: boolean | undefined
  readonly problem: EngineError | undefined
  readonly onClose: () => void
}

export const ThreadNotice = ({ thread, nobody, problem, onClose }: ThreadNoticeProps): ReactNode => {
  const notice = problem ? (
    <Problem problem={problem} onClose={onClose} />
  ) : thread?.readOnly ? (
    <EngineNotice error={{ type: 'room-read-only' }} onClose={onClose} />
  ) : nobody ? (
    <NoProvider />
  ) : null
  return notice && <div className={styles.place}>{notice}</div>
}

const Problem = ({
  problem,
  onClose,
}: {
  readonly problem: EngineError
  readonly onClose: () => void
}): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  if (problem.type === 'provider-missing') {
    return (
      <Notice
        icon={CircleAlert}
        tone="danger"
        what={t('errors.providerGoneWhat')}
        kept={t('errors.providerGoneKept')}
        acts={
          <Button size="small" onClick={() => navigate('/settings/providers')}>
            {t('models.addProvider')}
          </Button>
        }
      />
    )
  }
  if (problem.type === 'run-busy') {
    return (
      <Notice
        icon={CircleAlert}
        tone="caution"
        what={t('thread.busyWhat')}
        kept={t('thread.busyKept')}
        acts={
          <Button size="small" onClick={onClose}>
            {t('common.close')}
          </Button>
        }
      />
    )
  }
  return <EngineNotice error={problem} onClose={onClose} />
}

const NoProvider = (): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  return (
    <Notice
      icon={PlugZap}
      tone="quiet"
      what={t('composer.noProviderWhat')}
      kept={t('composer.noProviderKept')}
      acts={
        <>
          <Button size="small" kind="main" onClick={() => navigate('/settings/providers')}>
            {t('models.addProvider')}
          </Button>
          <Button size="small" kind="text" onClick={() => navigate('/settings/device-models')}>
            {t('models.useDevice')}
          </Button>
        </>
      }
    />
  )
}
