/** Headers of a gateway or an organisation, each a row of name and value. Values are as secret as the key. */

import { Plus, X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { keepFieldFocus } from '../../ui/keep-field-focus.ts'
import { TextField } from '../../ui/text-field.tsx'
import type { HeaderDraft } from './provider-draft.ts'
import styles from './header-fields.module.css'

export interface HeaderFieldsProps {
  readonly headers: readonly HeaderDraft[]
  readonly onChange: (headers: readonly HeaderDraft[]) => void
  readonly problems: ReadonlyMap<number, TextKey>
  readonly tried: boolean
}

/** What is wrong with the value and not with the name. */
const ofValue: readonly TextKey[] = ['providers.headerValueWrong', 'providers.headerValueNeeded']

export const HeaderFields = ({ headers, onChange, problems, tried }: HeaderFieldsProps): ReactNode => {
  const t = useText()
  const list = useRef<HTMLFieldSetElement>(null)

  const add = (): void => {
    const row = Math.max(-1, ...headers.map(header => header.row)) + 1
    onChange([...headers, { row, name: '', value: '', stored: false }])
    // The new row is drawn by the next frame.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-of-type input')?.focus())
  }

  const remove = (row: number): void => {
    onChange(headers.filter(header => header.row !== row))
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(':scope > button')?.focus())
  }

  return (
    <fieldset className={styles.headers} ref={list} aria-label={t('providers.headers')}>
      {headers.length > 0 && (
        <>
          <p className={styles.about}>{t('providers.headersAbout')}</p>
          <ol className={styles.rows}>
            {headers.map((header, index) => (
              <HeaderRow
                key={header.row}
                header={header}
                number={index + 1}
                problem={problems.get(header.row)}
                tried={tried}
                onChange={next => onChange(headers.map(each => (each.row === next.row ? next : each)))}
                onRemove={() => remove(header.row)}
              />
            ))}
          </ol>
        </>
      )}
      <Button {...keepFieldFocus} kind="text" size="small" icon={Plus} onClick={add}>
        {t('providers.addHeader')}
      </Button>
    </fieldset>
  )
}

interface HeaderRowProps {
  readonly header: HeaderDraft
  readonly number: number
  readonly problem: TextKey | undefined
  readonly tried: boolean
  readonly onChange: (header: HeaderDraft) => void
  readonly onRemove: () => void
}

const HeaderRow = ({ header, number, problem, tried, onChange, onRemove }: HeaderRowProps): ReactNode => {
  const t = useText()
  const words = problem && t(problem, { name: header.name })
  const isValue = problem !== undefined && ofValue.includes(problem)
  const nameWrong = isValue ? undefined : words
  const valueWrong = isValue ? words : undefined
  return (
    <li className={styles.row}>
      <TextField
        label={t('providers.headerNumber', { number })}
        labelHidden
        placeholder={t('providers.headerName')}
        code
        value={header.name}
        onChange={name => onChange({ ...header, name, stored: false })}
        check={() => nameWrong}
        wrong={tried ? nameWrong : undefined}
      />
      <TextField
        label={t('providers.headerValueNumber', { number })}
        labelHidden
        placeholder={t(header.stored ? 'providers.headerStored' : 'providers.headerValue')}
        type="key"
        autoComplete="off"
        value={header.value}
        onChange={value => onChange({ ...header, value })}
        check={() => valueWrong}
        wrong={tried ? valueWrong : undefined}
      />
      <IconButton label={t('providers.removeHeader', { number })} icon={X} onClick={onRemove} />
    </li>
  )
}
