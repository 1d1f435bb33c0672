/**
 * The tooltips of the whole page: one layer that listens for elements with `data-tip`, instead of one component
 * on each of a thousand buttons. Seen after 500 ms under the pointer or with the focus of the keyboard; the next
 * one comes at once. Esc, a press and scrolling end it; the pointer may go onto it. It repeats what the element's
 * name says already, so assistive technology is spared it.
 *
 * `data-tip` is the text, `data-tip-shortcut` its keys; `data-tip-cut` shows it only where the element's own text
 * is cut off.
 */
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { KeyCap } from './key-cap.tsx'
import { place } from './place.ts'
import { createTipTiming, type Tip } from './tip-timing.ts'
import styles from './tips.module.css'
import { useUi } from './ui.tsx'

export const Tips = (): ReactNode => {
  const { clock } = useUi()
  const [tip, setTip] = useState<Tip>()
  const ref = useRef<HTMLDivElement>(null)

  useEffect(() => createTipTiming({ document, clock, show: setTip }), [clock])

  useLayoutEffect(() => {
    const box = ref.current
    if (!box || !tip) return
    box.showPopover()
    const placed = place({
      anchor: tip.element.getBoundingClientRect(),
      size: { width: box.offsetWidth, height: box.offsetHeight },
      viewport: { width: document.documentElement.clientWidth, height: window.innerHeight },
      side: 'above',
      align: 'center',
      direction: box.matches(':dir(rtl)') ? 'rtl' : 'ltr',
      gap: 6,
    })
    box.style.left = `${placed.left}px`
    box.style.top = `${placed.top}px`
    return () => box.hidePopover()
  }, [tip])

  return (
    <div ref={ref} className={styles.tip} popover="manual" aria-hidden="true" data-tip-layer>
      {tip && (
        <>
          <span dir="auto">{tip.text}</span>
          {tip.shortcut !== undefined && <KeyCap of={tip.shortcut} />}
        </>
      )}
    </div>
  )
}
