/** A table: it scrolls inside itself, and columns of figures stand to the right in every direction of writing. */

import type { ReactElement } from 'react'
import { useText } from '../i18n/use-text.ts'
import { words } from './inline-view.tsx'
import type { CellAlign } from './nodes.ts'
import type { Script } from './script-of.ts'
import styles from './table.module.css'

export interface TableViewProps {
  readonly aligns: readonly CellAlign[]
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** The table stands at the end of a text that is still being written. */
  readonly tail: boolean
  readonly place: { readonly dir: 'auto' | undefined; readonly 'data-script': Script | undefined }
}

/** A figure with its sign, currency and a short unit: `±4.5`, `$1,200`, `12 %`, `৪,৯০০`, `3.2 GB`. */
const figure =
  /^[*_~\s]*[-+−±≈~<>≤≥]?\s*\p{Sc}?\s*\p{Nd}[\p{Nd}.,٫٬’\u00a0\u202f ]*\s*(?:\p{Sc}|[%٪‰]|\p{L}{1,3})?[*_~\s]*$/u

/** Models seldom say how a column is aligned, so a column of nothing but figures is seen as one. */
const columnAligns = ({ aligns, rows }: TableViewProps): readonly CellAlign[] =>
  aligns.map((align, column) => {
    // The first column names the rows, also when the names are numbers.
    if (align !== 'start' || column === 0) return align
    const cells = rows.map(row => row[column] ?? '').filter(cell => cell !== '')
    return cells.length > 0 && cells.every(cell => cell.length < 40 && figure.test(cell)) ? 'end' : align
  })

/** The column of the last cell of `row` with anything in it; the parser fills a row that is still being written. */
const lastWritten = (row: readonly string[]): number => row.findLastIndex(cell => cell !== '')

export const TableView = (props: TableViewProps): ReactElement => {
  const t = useText()
  const { head, rows, place, tail } = props
  const aligns = columnAligns(props)
  return (
    <div className={styles.table} {...place} role="group" aria-label={t('markdown.table')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" data-align={aligns[column]}>
                {words(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td
                  key={column}
                  data-align={aligns[column]}
                  data-caret={(tail && index === rows.length - 1 && column === lastWritten(row)) || undefined}
                >
                  {words(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
