import type { MessageId } from '@weft/shared/ids.ts'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { useUi } from '../../ui/ui.tsx'
import { useThreadView } from './thread-context.ts'
import styles from './turn-ending.module.css'

/** Milliseconds between a message and the beginning of its answer that need no words. */
const patience = 1500

/** A question at the end of a thread that nobody answers: its run was given up, or never began. */
export const Unanswered = ({ id }: { readonly id: MessageId }): ReactNode => {
  const t = useText()
  const { clock } = useUi()
  const { actions } = useThreadView()
  const [long, setLong] = useState(false)
  useEffect(() => clock.after(patience, () => setLong(true)), [clock])
  return (
    long && (
      <div className={styles.unanswered}>
        <span>{t('thread.notAnswered')}</span>
        <Button size="small" onClick={() => actions.answer(id)}>
          {t('thread.answer')}
        </Button>
      </div>
    )
  )
}
