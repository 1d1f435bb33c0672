/** From the floor, for a finger: what is a menu or a popover on a desk. */
import { type ReactNode, useId } from 'react'
import { Modal } from './modal.tsx'
import styles from './sheet.module.css'

export interface SheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  /** The title is said but not seen. */
  readonly titleHidden?: boolean | undefined
  readonly children: ReactNode
}

export const Sheet = ({ title, titleHidden = false, children, ...modal }: SheetProps): ReactNode => {
  const id = useId()
  return (
    <Modal {...modal} shape="sheet" {...(titleHidden ? { label: title } : { labelledBy: id })}>
      <div className={styles.sheet}>
        {!titleHidden && (
          <h2 className={styles.title} id={id}>
            {title}
          </h2>
        )}
        {children}
      </div>
    </Modal>
  )
}
