/** A choice that counts when the form around it is saved; what takes effect at once is a switch. */
import { type ReactNode, useId } from 'react'
import styles from './checkbox.module.css'

export interface CheckboxProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  /** What it means, and what will happen. */
  readonly help: ReactNode
}

export const Checkbox = ({ label, checked, onChange, help }: CheckboxProps): ReactNode => {
  const id = useId()
  const helpId = `${id}-help`
  return (
    <div className={styles.field}>
      <label className={styles.row} htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          className={styles.box}
          checked={checked}
          aria-describedby={helpId}
          onChange={event => onChange(event.target.checked)}
        />
        <span className={styles.label}>{label}</span>
      </label>
      <div className={styles.help} id={helpId} aria-live="polite">
        {help}
      </div>
    </div>
  )
}
