/** Shows the toasts of `toast-store.ts`. Mounted once, above the composer. */
import { type ReactNode, useSyncExternalStore } from 'react'
import { Button } from './button.tsx'
import type { Toast } from './toast-store.ts'
import styles from './toasts.module.css'
import { useUi } from './ui.tsx'

/** Says that something was done, with Undo when it can be undone. Never for an error. */
export const useToast = (): ((toast: Toast) => void) => useUi().toasts.show

export const Toasts = (): ReactNode => {
  const { toasts } = useUi()
  const toast = useSyncExternalStore(toasts.subscribe, toasts.get)
  return (
    // Always there, so that what comes into it is announced. It does nothing but wait while it is looked at.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={styles.place}
      role="status"
      onPointerEnter={toasts.pause}
      onPointerLeave={toasts.resume}
      onFocus={toasts.pause}
      onBlur={toasts.resume}
    >
      {toast && (
        <div key={toast.id} className={styles.toast}>
          <span dir="auto">{toast.text}</span>
          {toast.progress && (
            // The region is live: without this, every figure would be said.
            <span
              className={styles.figures}
              role="progressbar"
              aria-live="off"
              aria-label={toast.text}
              aria-valuenow={Math.round(toast.progress.done * 100)}
              aria-valuetext={toast.progress.figures}
            >
              {toast.progress.figures}
            </span>
          )}
          {toast.act && (
            <Button kind="accent" size="small" onClick={toasts.act}>
              {toast.act.label}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
