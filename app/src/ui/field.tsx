/** The frame of everything that is filled in: label above, control, one line of help below. */
import type { ReactNode } from 'react'
import styles from './field.module.css'
import { ForReaders } from './for-readers.tsx'

export interface Described {
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

export interface FieldProps {
  /** The id of the control. */
  readonly id: string
  readonly label: string
  readonly labelHidden?: boolean | undefined
  readonly help?: ReactNode
  readonly wrong?: string | undefined
  /** Given what ties the control to the help; the control must carry `id`. */
  readonly children: (described: Described) => ReactNode
}

export const Field = ({ id, label, labelHidden = false, help, wrong, children }: FieldProps): ReactNode => {
  const helpId = `${id}-help`
  const isWrong = wrong !== undefined
  const hasHelp = isWrong || (help !== undefined && help !== null && help !== false)
  return (
    <div className={styles.field} data-wrong={isWrong || undefined}>
      {labelHidden ? (
        <ForReaders>
          <label htmlFor={id}>{label}</label>
        </ForReaders>
      ) : (
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
      )}
      {children({ 'aria-describedby': hasHelp ? helpId : undefined, 'aria-invalid': isWrong || undefined })}
      {/* Always there, so that a change inside it is announced. */}
      <div className={styles.help} id={helpId} aria-live="polite" data-empty={!hasHelp || undefined}>
        {wrong ?? help}
      </div>
    </div>
  )
}
