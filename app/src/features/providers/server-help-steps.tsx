/** The steps of `server-help.ts`, each with its line to copy. */

import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { CopyLine } from './copy-line.tsx'
import type { HelpStep } from './server-help.ts'
import styles from './server-help-steps.module.css'

export const ServerHelpSteps = ({ steps }: { readonly steps: readonly HelpStep[] }): ReactNode => {
  const t = useText()
  if (steps.length === 0) return null
  return (
    <ol className={styles.steps}>
      {steps.map(({ words, line }) => (
        <li key={words} className={styles.step}>
          <span>{t(words)}</span>
          {line !== undefined && <CopyLine text={line} />}
        </li>
      ))}
    </ol>
  )
}
