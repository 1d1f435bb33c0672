/** What is pressed. At most one `main` in view; `accent` is text in woad, for Undo; `danger-main` only where it is confirmed. */
import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { Icon, type IconShape } from './icon.tsx'

export type ButtonKind = 'main' | 'plain' | 'text' | 'accent' | 'danger' | 'danger-main'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style'> {
  readonly kind?: ButtonKind | undefined
  readonly size?: 'small' | undefined
  readonly icon?: IconShape | undefined
  /** At work: the word changes to `busyLabel`, the width and the focus do not, and presses do nothing. */
  readonly busy?: boolean | undefined
  readonly busyLabel?: string | undefined
}

export const Button = ({
  kind = 'plain',
  size,
  icon,
  busy = false,
  busyLabel,
  type = 'button',
  onClick,
  children,
  ...rest
}: ButtonProps): ReactNode => (
  <button
    {...rest}
    type={busy ? 'button' : type}
    className={styles.button}
    data-kind={kind}
    data-size={size}
    aria-busy={busy || undefined}
    aria-disabled={busy || undefined}
    onClick={busy ? undefined : onClick}
  >
    {icon && <Icon of={icon} />}
    {busyLabel === undefined ? (
      children
    ) : (
      // Both words lie on one place, so the wider one decides the width.
      <span className={styles.words} data-busy={busy || undefined}>
        <span aria-hidden={busy || undefined}>{children}</span>
        <span aria-hidden={!busy || undefined}>{busyLabel}</span>
      </span>
    )}
  </button>
)

export interface ButtonLinkProps extends Omit<ComponentProps<'a'>, 'className' | 'style'> {
  readonly href: string
  readonly kind?: ButtonKind | undefined
  readonly size?: 'small' | undefined
  readonly icon?: IconShape | undefined
}

/** A link that looks like a button, for what goes somewhere instead of doing something. */
export const ButtonLink = ({ kind = 'plain', size, icon, children, ...rest }: ButtonLinkProps): ReactNode => (
  <a {...rest} className={styles.button} data-kind={kind} data-size={size}>
    {icon && <Icon of={icon} />}
    {children}
  </a>
)
