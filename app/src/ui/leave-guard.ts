/**
 * Keeps a page from being left while something on it is not saved. Moves inside the app (links, shortcuts, the
 * palette, the back button) arrive as `navigate` events and are held until the person has answered; leaving the
 * document itself (reload, close, another site) is asked by the browser in its own words. Where a browser has no
 * Navigation API only the latter is held.
 */

export interface LeaveGuard {
  /** Lets everything pass from now on. */
  readonly stop: () => void
}

/** The part of a window that a guard listens to. */
export type GuardedWindow = Pick<Window, 'addEventListener' | 'removeEventListener' | 'history'> & {
  readonly navigation?: Navigation
}

/** `onHeld` is told of every move that was held, with what carries it out after all. */
export const createLeaveGuard = (
  window: GuardedWindow,
  onHeld: (goAnyway: () => void) => void,
): LeaveGuard => {
  const { navigation, history } = window

  const onNavigate = (event: NavigateEvent): void => {
    const { destination, navigationType } = event
    // What loads another document is asked by `beforeunload`.
    if (!event.cancelable || event.hashChange || !destination.sameDocument) return
    event.preventDefault()
    onHeld(() => {
      stop()
      if (navigationType === 'traverse') navigation?.traverseTo(destination.key)
      else if (navigationType === 'replace') history.replaceState(destination.getState(), '', destination.url)
      else history.pushState(destination.getState(), '', destination.url)
    })
  }

  const onBeforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault()

  const stop = (): void => {
    navigation?.removeEventListener('navigate', onNavigate)
    window.removeEventListener('beforeunload', onBeforeUnload)
  }

  navigation?.addEventListener('navigate', onNavigate)
  window.addEventListener('beforeunload', onBeforeUnload)
  return { stop }
}
