/**
 * A square with one icon. Its name is said to assistive technology and shown, with the shortcut, by the tooltip
 * layer (`tips.tsx`) after 500 ms.
 */
import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconShape } from './icon.tsx'
import styles from './icon-button.module.css'
import { ariaShortcut, type Shortcut } from './shortcut.ts'
import { useUi } from './ui.tsx'

export interface IconButtonProps
  extends Omit<ComponentProps<'button'>, 'className' | 'style' | 'children' | 'aria-label'> {
  readonly label: string
  readonly icon: IconShape
  readonly shortcut?: Shortcut | undefined
  /** `main`: round and filled, for Send and Stop. */
  readonly kind?: 'plain' | 'main' | undefined
  /** `small`: in a row of message actions. */
  readonly size?: 'small' | undefined
  /** For a button that stays down. */
  readonly pressed?: boolean | undefined
  /** Mirrors the icon where text runs from right to left. */
  readonly flip?: boolean | undefined
  /** Only Stop. */
  readonly filled?: boolean | undefined
}

export const IconButton = ({
  label,
  icon,
  shortcut,
  kind = 'plain',
  size,
  pressed,
  flip,
  filled = false,
  type = 'button',
  ...rest
}: IconButtonProps): ReactNode => {
  const { apple } = useUi()
  return (
    <button
      {...rest}
      type={type}
      className={styles.iconButton}
      data-kind={kind}
      data-size={size}
      data-filled={filled || undefined}
      data-tip={label}
      data-tip-shortcut={shortcut}
      aria-label={label}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut === undefined ? undefined : ariaShortcut(shortcut, apple)}
    >
      <Icon of={icon} flip={flip} size={filled ? 'small' : undefined} />
    </button>
  )
}
