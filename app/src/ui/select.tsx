/** A choice of more than four, by the platform's own list: the best there is on a phone, and known everywhere. */
import { ChevronDown } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { Field } from './field.tsx'
import { Icon } from './icon.tsx'
import styles from './select.module.css'

export interface SelectOption<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly disabled?: boolean | undefined
}

export interface SelectGroup<Value extends string> {
  readonly group: string
  readonly options: readonly SelectOption<Value>[]
}

export interface SelectProps<Value extends string>
  extends Pick<ComponentProps<'select'>, 'name' | 'disabled' | 'ref'> {
  readonly label: string
  readonly labelHidden?: boolean | undefined
  readonly value: Value
  readonly options: readonly (SelectOption<Value> | SelectGroup<Value>)[]
  readonly onChange: (value: Value) => void
  readonly help?: ReactNode
  readonly wrong?: string | undefined
}

const allOf = <Value extends string>(
  options: SelectProps<Value>['options'],
): readonly SelectOption<Value>[] =>
  options.flatMap(option => ('group' in option ? option.options : [option]))

const Choice = ({ value, label, disabled }: SelectOption<string>): ReactNode => (
  <option value={value} disabled={disabled}>
    {label}
  </option>
)

export const Select = <Value extends string>({
  label,
  labelHidden,
  value,
  options,
  onChange,
  help,
  wrong,
  ...rest
}: SelectProps<Value>): ReactNode => {
  const id = useId()
  return (
    <Field id={id} label={label} labelHidden={labelHidden} help={help} wrong={wrong}>
      {described => (
        <span className={styles.box}>
          <select
            {...rest}
            {...described}
            id={id}
            className={styles.select}
            value={value}
            onChange={event => {
              const chosen = allOf(options).find(option => option.value === event.target.value)
              if (chosen) onChange(chosen.value)
            }}
          >
            {options.map(option =>
              'group' in option ? (
                <optgroup key={option.group} label={option.group}>
                  {option.options.map(inside => (
                    <Choice key={inside.value} {...inside} />
                  ))}
                </optgroup>
              ) : (
                <Choice key={option.value} {...option} />
              ),
            )}
          </select>
          <span className={styles.sign}>
            <Icon of={ChevronDown} />
          </span>
        </span>
      )}
    </Field>
  )
}
