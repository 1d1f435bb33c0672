/** A question as title, what will happen as text, and the answers, the safe one first. */
import { type ReactNode, useId } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'
import { firstFocus, Modal } from './modal.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  /** What will happen, or what this is for. */
  readonly text?: ReactNode
  /** Buttons, the safe one first. */
  readonly acts?: ReactNode
  /** False while closing would lose something. */
  readonly closable?: boolean | undefined
  readonly children?: ReactNode
}

export const Dialog = ({ title, text, acts, children, ...modal }: DialogProps): ReactNode => (
  <DialogFrame {...modal} title={title} text={text} acts={acts}>
    {children}
  </DialogFrame>
)

interface DialogFrameProps extends DialogProps {
  readonly role?: 'alertdialog' | undefined
}

const DialogFrame = ({ title, text, acts, children, ...modal }: DialogFrameProps): ReactNode => {
  const id = useId()
  const hasText = text !== undefined && text !== null
  return (
    <Modal {...modal} labelledBy={`${id}-title`} describedBy={hasText ? `${id}-text` : undefined}>
      <div className={styles.dialog}>
        <h2 className={styles.title} id={`${id}-title`}>
          {title}
        </h2>
        {hasText && (
          <div className={styles.text} id={`${id}-text`}>
            {text}
          </div>
        )}
        {children}
        {acts && <div className={styles.acts}>{acts}</div>}
      </div>
    </Modal>
  )
}

export interface ConfirmDialogProps extends Pick<DialogProps, 'open' | 'onClose' | 'title' | 'text'> {
  /** Keeps things as they are; focused first. */
  readonly safeLabel: string
  /** Repeats the verb of the question. */
  readonly actLabel: string
  readonly onAct: () => void
  /** For what cannot be undone. */
  readonly danger?: boolean | undefined
  readonly busy?: boolean | undefined
  readonly busyLabel?: string | undefined
}

export const ConfirmDialog = ({
  safeLabel,
  actLabel,
  onAct,
  danger = false,
  busy,
  busyLabel,
  onClose,
  ...rest
}: ConfirmDialogProps): ReactNode => (
  <DialogFrame
    {...rest}
    role="alertdialog"
    onClose={onClose}
    acts={
      <>
        <Button {...firstFocus} onClick={onClose}>
          {safeLabel}
        </Button>
        <Button kind={danger ? 'danger-main' : 'main'} busy={busy} busyLabel={busyLabel} onClick={onAct}>
          {actLabel}
        </Button>
      </>
    }
  />
)
