/**
 * A small place of its own that a button opens: the model picker, thread settings. Floats at a desk, a sheet on a
 * phone. Not modal: a press elsewhere, Esc, or leaving it with Tab closes it.
 */
import { type ReactNode, type Ref, useEffect, useEffectEvent, useId, useRef } from 'react'
import { Floating } from './floating.tsx'
import type { Align, Side } from './place.ts'
import styles from './popover.module.css'
import { Sheet } from './sheet.tsx'
import { useOpener } from './use-opener.ts'
import { usePhone } from './use-phone.ts'

/** Spread on the button that opens it. */
export interface PopoverTrigger {
  readonly ref: Ref<HTMLButtonElement>
  readonly onPointerDown: () => void
  readonly onClick: (event: { readonly detail: number }) => void
  readonly 'aria-haspopup': 'dialog'
  readonly 'aria-expanded': boolean
  readonly 'aria-controls': string | undefined
}

export interface PopoverProps {
  readonly label: string
  /** On a phone the sheet shows the label as its title. */
  readonly labelHidden?: boolean | undefined
  readonly side?: Side | undefined
  readonly align?: Align | undefined
  readonly trigger: (props: PopoverTrigger) => ReactNode
  /** Drawn while it is open; `firstFocus` of `modal.tsx` marks what takes the focus. */
  readonly children: (close: () => void) => ReactNode
}

export const Popover = ({ label, labelHidden, side, align, trigger, children }: PopoverProps): ReactNode => {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const phone = usePhone()
  const { open, close, press } = useOpener()
  const controls = open && !phone ? id : undefined
  return (
    <>
      {trigger({
        ref: anchor,
        ...press,
        'aria-haspopup': 'dialog',
        'aria-expanded': open,
        'aria-controls': controls,
      })}
      {phone ? (
        <Sheet open={open} onClose={close} title={label} titleHidden={labelHidden}>
          {children(close)}
        </Sheet>
      ) : (
        open && (
          <Floating
            role="dialog"
            id={id}
            anchor={anchor}
            label={label}
            side={side}
            align={align}
            onClose={close}
          >
            <PopoverInside onLeave={close}>{children(close)}</PopoverInside>
          </Floating>
        )
      )}
    </>
  )
}

interface PopoverInsideProps {
  readonly onLeave: () => void
  readonly children: ReactNode
}

const focusable = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]'

const PopoverInside = ({ onLeave, children }: PopoverInsideProps): ReactNode => {
  const ref = useRef<HTMLDivElement>(null)
  const leave = useEffectEvent(onLeave)

  useEffect(() => {
    const inside = ref.current
    if (!inside) return
    const first =
      inside.querySelector<HTMLElement>('[data-first-focus]') ?? inside.querySelector<HTMLElement>(focusable)
    first?.focus()
    // Not on the blur: then the focus is nowhere yet, and closing would draw it back.
    const went = ({ target }: FocusEvent): void => {
      if (target instanceof Node && !inside.contains(target)) leave()
    }
    document.addEventListener('focusin', went)
    return () => document.removeEventListener('focusin', went)
  }, [])

  return (
    // Takes the focus of a press on what takes none itself, which would otherwise go to the page outside and close this.
    <div ref={ref} className={styles.inside} tabIndex={-1}>
      {children}
    </div>
  )
}
