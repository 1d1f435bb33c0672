/**
 * Short words about something done, one at a time, with Undo where there is something to undo. A new toast takes
 * the place of the old one. Never for an error: an error stands where it happened until the person is done with it.
 */
import type { Clock } from '@weft/shared/env.ts'
import { createListeners } from './listeners.ts'

export interface Toast {
  readonly text: string
  /** Usually Undo; pressing it ends the toast. */
  readonly act?: { readonly label: string; readonly run: () => void } | undefined
  /** Something is under way: it stays until the next toast, and one of the same text is drawn in its place. */
  readonly progress?: ToastProgress | undefined
}

export interface ToastProgress {
  /** 0 to 1. */
  readonly done: number
  /** “340 of 1,000”. Shown, and not said at every change. */
  readonly figures: string
}

export interface ShownToast extends Toast {
  /** Rises by one with every toast; progress that goes on keeps its own. */
  readonly id: number
}

export interface ToastStore {
  readonly get: () => ShownToast | undefined
  readonly subscribe: (listener: () => void) => () => void
  readonly show: (toast: Toast) => void
  readonly dismiss: () => void
  /** Runs the act of the toast that is shown, if it has one, and ends it. */
  readonly act: () => void
  /** Holds the time while the person points at the toast or has focus in it. */
  readonly pause: () => void
  readonly resume: () => void
}

/** How long a toast stays, milliseconds. */
export const toastLasts = 6000

export const createToastStore = (clock: Clock): ToastStore => {
  const { subscribe, notify } = createListeners()
  let shown: ShownToast | undefined
  let nextId = 1
  let left = 0
  let startedAt = 0
  let cancel: (() => void) | undefined

  const stop = (): void => {
    cancel?.()
    cancel = undefined
  }

  const dismiss = (): void => {
    stop()
    if (!shown) return
    shown = undefined
    notify()
  }

  const run = (milliseconds: number): void => {
    stop()
    left = milliseconds
    startedAt = clock.now()
    cancel = clock.after(milliseconds, dismiss)
  }

  return {
    get: () => shown,
    subscribe,
    show: toast => {
      const goesOn = toast.progress && shown?.progress && shown.text === toast.text
      shown = { ...toast, id: goesOn && shown ? shown.id : nextId++ }
      if (toast.progress) stop()
      else run(toastLasts)
      notify()
    },
    dismiss,
    act: () => {
      const act = shown?.act
      dismiss()
      act?.run()
    },
    pause: () => {
      if (!cancel) return
      stop()
      left = Math.max(0, left - (clock.now() - startedAt))
    },
    resume: () => {
      if (shown && !shown.progress && !cancel) run(left)
    },
  }
}
