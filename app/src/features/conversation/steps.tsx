/** What a model did before it answered, one closed line each: how long it thought, which tools it called. */

import { type ReactNode, useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { ReasoningStep } from './reasoning-part.tsx'
import styles from './steps.module.css'
import type { Step } from './turn-blocks.ts'
import { ToolStep } from './turn-later.tsx'

export interface StepsProps {
  readonly steps: readonly Step[]
  /** The last of them is still going on. */
  readonly growing: boolean
}

/** More lines than this are folded: a model may call a thousand tools. */
const shownAtFirst = 12

export const Steps = ({ steps, growing }: StepsProps): ReactNode => {
  const t = useText()
  const [all, setAll] = useState(false)
  const folded = all || steps.length <= shownAtFirst ? 0 : steps.length - shownAtFirst
  return (
    <div className={styles.steps}>
      {folded > 0 && (
        <button type="button" className={styles.step} onClick={() => setAll(true)}>
          {t('thread.earlierSteps', { count: folded })}
        </button>
      )}
      {steps.slice(folded).map((step, index, shown) => {
        const isGrowing = growing && index === shown.length - 1
        return step.type === 'reasoning' ? (
          <ReasoningStep key={step.key} part={step.part} growing={isGrowing} />
        ) : (
          <ToolStep key={step.key} call={step.call} result={step.result} growing={isGrowing} />
        )
      })}
    </div>
  )
}
