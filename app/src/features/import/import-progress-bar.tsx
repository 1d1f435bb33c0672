/** How far an import has come, in words that are true: bytes of its files, and what has been written of them. */

import type { ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { Progress } from '../../ui/progress.tsx'
import type { ImportRow } from './bring/import-row.ts'
import { useTimeLeft } from './use-imports.ts'

export const ImportProgressBar = ({ row }: { readonly row: ImportRow }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const left = useTimeLeft(row)
  const { progress, counts, state } = row
  const share = progress.total > 0 ? progress.done / progress.total : undefined
  const facts =
    state === 'undoing'
      ? [t('import.undoing', { done: progress.done, total: progress.total })]
      : [
          t('import.threads', { count: counts.threads }),
          t('import.messages', { count: counts.messages }),
          ...(state === 'paused' ? [t('import.pausedKept')] : []),
          ...(left === undefined ? [] : [t('import.timeLeft', { time: format.duration(left) })]),
        ]
  return (
    <Progress
      label={t('import.progress')}
      done={share}
      figures={joinFacts([...(share === undefined ? [] : [format.percent(share)]), ...facts])}
      paused={state === 'paused'}
    />
  )
}
