/** On or off, at once: a thread drawn across, and where it lies. If it can fail, the caller puts it back and says why. */
import { type ReactNode, useId } from 'react'
import { ForReaders } from './for-readers.tsx'
import styles from './switch.module.css'

export interface SwitchProps {
  readonly label: string
  /** The words are elsewhere, as the title of a settings row. */
  readonly labelHidden?: boolean | undefined
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean | undefined
  /** The id of a text that explains it. */
  readonly describedBy?: string | undefined
}

export const Switch = ({
  label,
  labelHidden = false,
  checked,
  onChange,
  disabled,
  describedBy,
}: SwitchProps): ReactNode => {
  const id = useId()
  return (
    <label className={styles.row} htmlFor={id}>
      {labelHidden ? <ForReaders>{label}</ForReaders> : <span className={styles.label}>{label}</span>}
      <input
        id={id}
        type="checkbox"
        // A checkbox says by itself whether it is checked, and must not say it twice.
        // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props
        role="switch"
        className={styles.switch}
        checked={checked}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={event => onChange(event.target.checked)}
      />
    </label>
  )
}
