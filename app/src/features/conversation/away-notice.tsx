/** An answer that waits for a network, or for a provider that cannot be reached: since when, and what else can be done. */

import { ServerOff, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { useNow } from '../../ui/use-now.ts'
import { errorWords } from '../runs/error-words.ts'
import { useModelFacts } from '../runs/model-facts.ts'
import type { RunRow } from '../runs/tables.ts'
import { useDeviceModels } from '../workspace/queries.ts'
import { useThreadView } from './thread-context.ts'

export interface AwayNoticeProps {
  readonly run: RunRow
  /** It asks just now whether somebody is there. */
  readonly isTrying: boolean
}

export const AwayNotice = ({ run, isTrying }: AwayNoticeProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const facts = useModelFacts(run.model)
  const code = run.error?.type ?? 'host-unreachable'
  const isOffline = code === 'network-offline'
  return (
    <Notice
      icon={isOffline ? WifiOff : ServerOff}
      tone="quiet"
      what={errorWords(t, code, { ...facts, hasText: false }).what}
      kept={isOffline ? t('errors.noNetworkKept') : t('thread.keptWaiting', { provider: facts.provider })}
      detail={t('thread.waitingSince', { time: format.when(run.waitsSince ?? now, now) })}
      acts={<Acts run={run} isOffline={isOffline} isTrying={isTrying} />}
    />
  )
}

const Acts = ({ run, isOffline, isTrying }: AwayNoticeProps & { readonly isOffline: boolean }): ReactNode => {
  const t = useText()
  const { actions } = useThreadView()
  const [here] = useDeviceModels() ?? []
  return (
    <>
      {isOffline && here && (
        <Button size="small" onClick={() => actions.askInstead(run, here)}>
          {t('thread.answerWith', { model: here.name })}
        </Button>
      )}
      {!isOffline && (
        <Button
          size="small"
          busy={isTrying}
          busyLabel={t('thread.trying')}
          onClick={() => actions.tryNow(run.messageId)}
        >
          {t('thread.tryNow')}
        </Button>
      )}
      <Button
        size="small"
        kind={isOffline && !here ? 'plain' : 'text'}
        onClick={() => actions.askModel(model => actions.askInstead(run, model))}
      >
        {t('errors.otherModel')}
      </Button>
      <Button size="small" kind="text" onClick={() => actions.giveUp(run.messageId)}>
        {t('thread.giveUp')}
      </Button>
    </>
  )
}
