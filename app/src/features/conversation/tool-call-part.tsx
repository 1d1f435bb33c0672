/** A tool call: a line while all is well, a card with arguments and result when it is opened or has failed. */

import type { ToolCallPart, ToolResultPart } from '@weft/shared/schema/part.ts'
import { type ReactNode, useState } from 'react'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { Words } from '../../ui/i18n/words.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { StepLine } from './step-line.tsx'
import { parseToolArguments } from './tool-arguments.ts'
import styles from './tool-call-part.module.css'

speakOfAnswers()

export interface ToolStepProps {
  readonly call: ToolCallPart
  /** Absent until there is one. */
  readonly result: ToolResultPart | undefined
  readonly growing: boolean
}

export const ToolStep = ({ call, result, growing }: ToolStepProps): ReactNode => {
  const failed = result?.failed === true
  const [open, setOpen] = useState<boolean>()
  const isOpen = open ?? failed
  const name = <code dir="ltr">{call.name}</code>
  const words = failed
    ? ('thread.toolFailed' as const)
    : result
      ? ('thread.ranTool' as const)
      : growing
        ? ('thread.writingCall' as const)
        : ('thread.calledTool' as const)
  return (
    <>
      <StepLine open={isOpen} onToggle={() => setOpen(!isOpen)}>
        <Words of={words} parts={{ tool: name }} />
      </StepLine>
      {isOpen && <ToolCard call={call} result={result} />}
    </>
  )
}

const ToolCard = ({ call, result }: Omit<ToolStepProps, 'growing'>): ReactNode => {
  const t = useText()
  const fields = parseToolArguments(call.input)
  return (
    <div className={styles.card} data-failed={result?.failed || undefined}>
      {call.input !== '' && (
        <div className={styles.section}>
          <div className={styles.label}>{t('thread.toolArguments')}</div>
          {fields ? (
            <dl className={styles.fields}>
              {fields.map(([field, value]) => (
                <div key={field}>
                  <dt dir="auto">{field}</dt>
                  <dd dir="auto">{value}</dd>
                </div>
              ))}
            </dl>
          ) : (
            <pre className={styles.raw} dir="auto">
              {call.input}
            </pre>
          )}
        </div>
      )}
      {result && (
        <div className={styles.section}>
          <div className={styles.label}>{t('thread.toolResult')}</div>
          <pre className={styles.raw} dir="auto" tabIndex={0}>
            {result.output}
          </pre>
        </div>
      )}
    </div>
  )
}
