/**
 * A ref for what takes the focus when it comes, because what had it has gone. One function for all, so that React calls
 * it once for each element and not at every drawing.
 */
export const focusOnMount = (element: HTMLElement | null): void => element?.focus()
