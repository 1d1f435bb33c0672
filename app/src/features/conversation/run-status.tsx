/**
 * What an answer is doing before and while it comes: a caret alone, then whom it waits for; in line; waiting for
 * the next try, or for the person's choice. What waits says until when, and can be given up. Who waits for a network
 * or a provider is in `away-notice.tsx`.
 */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import { Gauge, Scissors } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { useUi } from '../../ui/ui.tsx'
import { useNow } from '../../ui/use-now.ts'
import { AwayNotice } from './away-notice.tsx'
import { Caret } from './caret.tsx'
import { useThreadView } from './thread-context.ts'
import { errorWords } from '../runs/error-words.ts'
import { useLoadedPart } from '../device-models/use-loaded-part.ts'
import { useModelFacts } from '../runs/model-facts.ts'
import type { LiveAnswer } from '../runs/live-answer.ts'
import styles from './run-status.module.css'
import type { RunRow } from '../runs/tables.ts'

speakOfAnswers()

export interface RunStatusProps {
  readonly run: RunRow
  readonly live: LiveAnswer
  /** Something of it is seen already. */
  readonly hasParts: boolean
}

export const RunStatus = ({ run, live, hasParts }: RunStatusProps): ReactNode => {
  // A run that stands in line says so also while it tries; its row knows why, and may come after its frame.
  const isAway = run.waitsSince !== undefined && live.state !== 'streaming'
  if (isAway) return <AwayNotice run={run} isTrying={live.state === 'waiting' || live.state === 'queued'} />
  switch (live.state) {
    case 'streaming':
      return hasParts ? null : <WaitingFor model={run.model} />
    case 'waiting':
    case 'offline':
    case 'unreachable':
      return <WaitingFor model={run.model} />
    case 'queued':
      return <Queued run={run} />
    case 'retrying':
      return <Retrying run={run} />
    case 'too-long':
      return <TooLong run={run} />
  }
}

/** Milliseconds in which a caret says enough. */
const patience = 3000

const WaitingFor = ({ model }: { readonly model: ModelRef }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { clock } = useUi()
  const loaded = useLoadedPart(model)
  const [long, setLong] = useState(false)
  useEffect(() => clock.after(patience, () => setLong(true)), [clock])
  return (
    <p className={styles.waiting}>
      <Caret />
      {long && (
        <span className={styles.words}>
          {loaded === undefined || loaded === 1
            ? t('thread.waitingFor', { model: model.name })
            : t('thread.loadingModel', { model: model.name, percent: format.percent(loaded) })}
        </span>
      )}
    </p>
  )
}

interface WaitingRunProps {
  readonly run: RunRow
}

const Queued = ({ run }: WaitingRunProps): ReactNode => {
  const t = useText()
  const { provider } = useModelFacts(run.model)
  return (
    <Notice
      icon={Gauge}
      tone="quiet"
      what={t('thread.queuedWhat', { provider })}
      kept={t('thread.queuedKept')}
      acts={<GiveUp run={run} />}
    />
  )
}

const Retrying = ({ run }: WaitingRunProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const facts = useModelFacts(run.model)
  const { actions } = useThreadView()
  const now = useNow(1000)
  const words = run.error && errorWords(t, run.error.type, { ...facts, ...run.error, hasText: false })
  const left = Math.max(0, (run.retryAt ?? now) - now)
  return (
    <Notice
      icon={Gauge}
      tone="caution"
      what={words?.what ?? t('thread.waitingFor', { model: facts.model })}
      kept={
        <span className={styles.countdown}>
          {t('errors.rateLimitedKept', { time: format.countdown(left) })}
        </span>
      }
      acts={
        <>
          <Button size="small" onClick={() => actions.tryNow(run.messageId)}>
            {t('thread.tryNow')}
          </Button>
          <Button
            size="small"
            kind="text"
            onClick={() => actions.askModel(model => actions.askInstead(run, model))}
          >
            {t('errors.rateLimitedAct')}
          </Button>
        </>
      }
    />
  )
}

const TooLong = ({ run }: WaitingRunProps): ReactNode => {
  const t = useText()
  const { actions } = useThreadView()
  return (
    <Notice
      icon={Scissors}
      tone="caution"
      what={t('errors.tooLongWhat', { model: run.model.name })}
      kept={
        run.counted
          ? t('thread.keptTooLong', { tokens: run.counted.tokens, fits: run.counted.fits })
          : t('thread.keptNothingCut')
      }
      acts={
        <>
          <Button size="small" onClick={() => actions.leaveOutOldest(run)}>
            {t('thread.leaveOutOldest')}
          </Button>
          <Button
            size="small"
            kind="text"
            onClick={() => actions.askModel(model => actions.askInstead(run, model))}
          >
            {t('errors.tooLongActOther')}
          </Button>
        </>
      }
    />
  )
}

const GiveUp = ({ run }: WaitingRunProps): ReactNode => {
  const t = useText()
  const { actions } = useThreadView()
  return (
    <Button size="small" kind="text" onClick={() => actions.giveUp(run.messageId)}>
      {t('common.cancel')}
    </Button>
  )
}
