/** A model's thinking: one closed line with its duration. Plain text, since it is written for nobody. */

import type { ReasoningPart } from '@weft/shared/schema/part.ts'
import { type ReactNode, useState } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { PlainText } from '../../ui/markdown/plain-text.tsx'
import { useUi } from '../../ui/ui.tsx'
import { useNow } from '../../ui/use-now.ts'
import { StepLine } from './step-line.tsx'
import styles from './steps.module.css'

export interface ReasoningStepProps {
  readonly part: ReasoningPart
  readonly growing: boolean
}

export const ReasoningStep = ({ part, growing }: ReasoningStepProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  // Some vendors send their thinking sealed: there is a line for it, and nothing to open.
  const canOpen = part.text.trim() !== ''
  return (
    <>
      <StepLine open={open && canOpen} onToggle={canOpen ? () => setOpen(!open) : undefined}>
        {growing ? (
          <ThinkingFor />
        ) : part.duration === undefined ? (
          t('thread.thought')
        ) : (
          t('thread.thoughtFor', { time: format.duration(part.duration) })
        )}
      </StepLine>
      {open && canOpen && (
        <div className={styles.thought}>
          <PlainText text={part.text.trim()} />
        </div>
      )}
    </>
  )
}

/** Counts from when this view first saw it: what the person herself has waited. */
const ThinkingFor = (): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { clock } = useUi()
  const [since] = useState(clock.now)
  const waited = Math.floor((useNow(1000) - since) / 1000) * 1000
  return waited < 1000 ? t('thread.thinking') : t('thread.thinkingFor', { time: format.duration(waited) })
}
