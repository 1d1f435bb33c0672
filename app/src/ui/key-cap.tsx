/** Keys of a shortcut as the person's platform writes them: ⇧⌘O, or Ctrl+Shift+O. */
import { Fragment, type ReactNode } from 'react'
import { useText } from './i18n/use-text.ts'
import styles from './key-cap.module.css'
import { keyCaps, type Shortcut } from './shortcut.ts'
import { useUi } from './ui.tsx'

export interface KeyCapProps {
  readonly of: Shortcut
}

export const KeyCap = ({ of: shortcut }: KeyCapProps): ReactNode => {
  const t = useText()
  const { apple } = useUi()
  return (
    <kbd className={styles.keys} dir="ltr">
      {keyCaps(shortcut, apple).map((cap, index) => (
        // The caps of one shortcut never change their order.
        <Fragment key={index}>
          {index > 0 && !apple && '+'}
          {'symbol' in cap ? cap.symbol : t(cap.word)}
        </Fragment>
      ))}
    </kbd>
  )
}
