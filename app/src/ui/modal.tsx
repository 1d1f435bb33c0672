/**
 * What lies over the page and takes all input: the frame of dialogs, sheets, the palette and the phone's sidebar.
 * A native `<dialog>` shown modally, so the browser itself keeps the rest inert, holds the focus inside, gives it
 * back at the end and answers Esc. Nothing is injected into the page, which a strict CSP would refuse.
 *
 * It can stay mounted while it is closed; its children are drawn from opening until it has gone out.
 */
import { type ReactNode, type SyntheticEvent, useLayoutEffect, useRef, useState } from 'react'
import styles from './modal.module.css'
import { useDragDown } from './use-drag-down.ts'

/** `dialog` in the middle, `sheet` from the floor, `palette` near the top, `side` from the inline start. */
export type ModalShape = 'dialog' | 'sheet' | 'palette' | 'side'

export interface ModalProps {
  readonly open: boolean
  /** Esc, the scrim, or the browser's back gesture asks to close. */
  readonly onClose: () => void
  /** The accessible name, or the id of the element that holds it. */
  readonly label?: string | undefined
  readonly labelledBy?: string | undefined
  readonly describedBy?: string | undefined
  readonly role?: 'dialog' | 'alertdialog' | undefined
  readonly shape?: ModalShape | undefined
  /** False while closing would lose something: Esc and the scrim do nothing. */
  readonly closable?: boolean | undefined
  readonly children: ReactNode
}

/** Focused on opening: the element that carries this attribute, else the first that can be. */
export const firstFocus = { 'data-first-focus': true } as const

export const Modal = ({
  open,
  onClose,
  label,
  labelledBy,
  describedBy,
  role = 'dialog',
  shape = 'dialog',
  closable = true,
  children,
}: ModalProps): ReactNode => {
  const ref = useRef<HTMLDialogElement>(null)
  /** The dialog's own box is filled by its children: what hits itself is the scrim. */
  const pressedScrim = useRef(false)
  const [drawn, setDrawn] = useState(open)
  if (open && !drawn) setDrawn(true)
  const drag = useDragDown(ref, onClose)

  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open) {
      dialog.showModal()
      dialog.querySelector<HTMLElement>('[data-first-focus]')?.focus()
      // Closing here, before the element is taken out, is what gives the focus back.
      return () => dialog.close()
    }
    let current = true
    const gone = Promise.allSettled(dialog.getAnimations().map(animation => animation.finished))
    void gone.then(() => current && setDrawn(false))
    return () => {
      current = false
    }
  }, [open])

  const cancel = (event: SyntheticEvent<HTMLDialogElement>): void => {
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    if (closable) onClose()
  }

  /** The browser closed it without asking (a second Esc, an Android back). */
  const closed = (event: SyntheticEvent<HTMLDialogElement>): void => {
    if (event.target !== event.currentTarget || !open || event.currentTarget.open) return
    if (closable) onClose()
    else event.currentTarget.showModal()
  }

  return (
    // The keyboard's way to press the scrim is Esc, which `onCancel` answers.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={ref}
      className={styles.modal}
      role={role === 'alertdialog' ? role : undefined}
      aria-label={label}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      data-shape={shape}
      onCancel={cancel}
      onClose={closed}
      onPointerDown={event => {
        pressedScrim.current = event.target === event.currentTarget
      }}
      // On the click, not the press: the press would still move the focus after it was given back.
      onClick={event => {
        if (pressedScrim.current && event.target === event.currentTarget && closable) onClose()
      }}
    >
      {shape === 'sheet' && closable && <div className={styles.handle} aria-hidden="true" {...drag} />}
      {drawn && <div className={styles.inside}>{children}</div>}
    </dialog>
  )
}
