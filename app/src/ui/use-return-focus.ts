import { useEffect } from 'react'

/** Spread on what takes the focus back when the thing named `key` closes. */
export const takesFocusFrom = (key: string): { readonly 'data-takes-focus-from': string } => ({
  'data-takes-focus-from': key,
})

/** Gives the focus back when what was open under `key` is closed and the button that opened it is there again. */
export const useReturnFocus = (key: string | undefined): void => {
  useEffect(() => {
    if (key === undefined) return
    return () => {
      document.querySelector<HTMLElement>(`[data-takes-focus-from="${CSS.escape(key)}"]`)?.focus()
    }
  }, [key])
}
