/**
 * A Lucide icon or a sign of our own at the size and weight of the interface: 16 px, 20 on phones, stroke 1.5.
 * Always hidden from assistive technology: the words beside it, or the button's name, say the same.
 */
import type { ComponentType, ReactNode } from 'react'
import styles from './icon.module.css'

/** What a component must take to be drawn as an icon; every icon of `lucide-react` does. */
export interface IconShapeProps {
  readonly className?: string
  readonly size?: number | string
  readonly strokeWidth?: number | string
}

export type IconShape = ComponentType<IconShapeProps>

export interface IconProps {
  readonly of: IconShape
  /** Mirrored where text runs from right to left: arrows, chevrons, the sidebar sign. */
  readonly flip?: boolean | undefined
  readonly size?: 'small' | 'large' | undefined
  readonly tone?: 'quiet' | 'good' | 'caution' | 'danger' | 'accent' | undefined
}

export const Icon = ({ of: Shape, flip = false, size, tone }: IconProps): ReactNode => (
  <span
    className={styles.icon}
    aria-hidden="true"
    data-flip={flip || undefined}
    data-size={size}
    data-tone={tone}
  >
    <Shape size="100%" strokeWidth={1.5} />
  </span>
)
