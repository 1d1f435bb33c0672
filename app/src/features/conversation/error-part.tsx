/** Why an answer failed, where it failed: what happened, what was kept, one thing to do. */

import type { MessageId } from '@weft/shared/ids.ts'
import type { ErrorPart } from '@weft/shared/schema/part.ts'
import { CircleAlert, Gauge, type LucideIcon, KeyRound, Scissors, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { Words } from '../../ui/i18n/words.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { type ErrorAct, errorWords, quotesDetail } from '../runs/error-words.ts'
import { useModelFacts } from '../runs/model-facts.ts'
import { useThreadView } from './thread-context.ts'
import type { Turn } from './turns.ts'

speakOfAnswers()

export interface ErrorPartViewProps {
  readonly part: ErrorPart
  readonly turn: Turn
  /** What to answer anew. */
  readonly above: MessageId | null
}

const icons: Readonly<Record<string, LucideIcon>> = {
  'key-refused': KeyRound,
  'key-missing': KeyRound,
  'rate-limited': Gauge,
  'quota-exhausted': Gauge,
  'context-too-long': Scissors,
  'network-offline': WifiOff,
}

export const ErrorPartView = ({ part, turn, above }: ErrorPartViewProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { actions } = useThreadView()
  const failed = turn.messages.at(-1)
  const facts = useModelFacts(failed?.model)
  const hasText = turn.messages.some(row => row.parts.some(({ type }) => type === 'text'))
  const words = errorWords(t, part.code, { ...facts, status: part.status, detail: part.detail, hasText })

  const run = (act: ErrorAct): void => {
    switch (act) {
      case 'go-on':
        if (failed) actions.goOn(failed.id)
        return
      case 'again':
        if (above) actions.answer(above)
        return
      case 'other-model':
        actions.askModel(model => {
          if (hasText && failed) actions.goOn(failed.id, model)
          else if (above) actions.answer(above, model)
        })
        return
      case 'provider':
        return actions.openProvider(failed?.model?.providerId)
      case 'device-models':
        return actions.openDeviceModels()
      case 'edit':
        return actions.edit(above)
      case 'leave-out':
        if (above) actions.answer(above, undefined, { dropOldest: true })
    }
  }

  const said = part.detail && !quotesDetail(part.code) ? part.detail.slice(0, 400) : undefined
  return (
    <Notice
      icon={icons[part.code] ?? CircleAlert}
      tone={words.mild ? 'caution' : 'danger'}
      what={words.what}
      kept={words.kept}
      detail={
        <>
          {said !== undefined && <div dir="auto">“{said}”</div>}
          <Words
            of="errors.at"
            values={{ time: format.clock(failed?.createdAt ?? 0) }}
            parts={{ code: <code dir="ltr">{part.code}</code> }}
          />
        </>
      }
      acts={words.actions.map((action, index) => (
        <Button
          key={action.act}
          size="small"
          kind={index === 0 ? 'plain' : 'text'}
          onClick={() => run(action.act)}
        >
          {t(action.label)}
        </Button>
      ))}
    />
  )
}
