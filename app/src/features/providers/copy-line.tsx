/** A line to be copied into a terminal: in the code face, left to right, with a button beside it. */

import { Check, Copy } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import styles from './copy-line.module.css'

export const CopyLine = ({ text }: { readonly text: string }): ReactNode => {
  const t = useText()
  const line = useRef<HTMLElement>(null)
  const [copied, setCopied] = useState(false)

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // Without the permission, the line is selected for the person's own shortcut.
      if (line.current) window.getSelection()?.selectAllChildren(line.current)
    }
  }

  return (
    <span className={styles.line}>
      <code className={styles.text} dir="ltr" ref={line}>
        {text}
      </code>
      <IconButton
        size="small"
        label={t(copied ? 'common.copied' : 'common.copy')}
        icon={copied ? Check : Copy}
        onClick={() => void copy()}
      />
    </span>
  )
}
