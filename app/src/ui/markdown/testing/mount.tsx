/** Puts a model's text on a test page. */

import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import '../../tokens.css'
import '../../base.css'

export interface Mounted {
  readonly host: HTMLElement
  /** Draws at once, so that what follows sees it. */
  readonly draw: (view: ReactNode) => void
  readonly remove: () => void
}

export const mount = (view?: ReactNode): Mounted => {
  const host = document.createElement('div')
  document.body.append(host)
  const root = createRoot(host)
  const draw = (next: ReactNode): void => flushSync(() => root.render(next))
  if (view !== undefined) draw(view)
  return {
    host,
    draw,
    remove: () => {
      root.unmount()
      host.remove()
    },
  }
}
