/** What file, and what is in it: the questions of an export, each format with one sentence. */

import { type ReactNode, useId } from 'react'
import { Checkbox } from '../../ui/checkbox.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { estimateBytes, type Weight } from './estimate-size.ts'
import styles from './export-dialog.module.css'
import type { ExportFormat, ExportOptions } from './export-request.ts'
import { shapeOf } from './export-shape.ts'

interface FormatWords {
  readonly format: ExportFormat
  readonly name: TextKey
  readonly text: TextKey
}

const formats: readonly FormatWords[] = [
  { format: 'markdown', name: 'export.markdown', text: 'export.markdownText' },
  { format: 'html', name: 'export.html', text: 'export.htmlText' },
  { format: 'json', name: 'export.json', text: 'export.jsonText' },
  { format: 'chatgpt', name: 'export.chatgpt', text: 'export.chatgptText' },
  { format: 'fine-tuning', name: 'export.fineTuning', text: 'export.fineTuningText' },
]

export interface ExportFormProps {
  readonly options: ExportOptions
  readonly onChange: (options: ExportOptions) => void
  /** Undefined while it is being looked at. */
  readonly weight: Weight | undefined
}

export const ExportForm = ({ options, onChange, weight }: ExportFormProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const group = useId()
  const shape = shapeOf[options.format]
  const change = (part: Partial<ExportOptions>): void => onChange({ ...options, ...part })
  return (
    <>
      <fieldset className={styles.formats}>
        <legend className={styles.legend}>{t('export.format')}</legend>
        {formats.map(({ format: each, name, text }) => (
          <label key={each} className={styles.format}>
            <input
              type="radio"
              className={styles.radio}
              name={group}
              value={each}
              checked={options.format === each}
              aria-describedby={`${group}-${each}`}
              onChange={() => change({ format: each })}
            />
            <span className={styles.name}>{t(name)}</span>
            <span className={styles.sentence} id={`${group}-${each}`}>
              {t(text)}
            </span>
          </label>
        ))}
      </fieldset>
      {!shape.isWholeTree && (
        <Checkbox
          label={t('export.branches')}
          help={t('export.branchesHelp')}
          checked={options.allBranches}
          onChange={allBranches => change({ allBranches })}
        />
      )}
      {shape.takesFiles && (weight?.files ?? 0) > 0 && (
        <Checkbox
          label={t('export.files')}
          help={t('export.filesHelp')}
          checked={options.withFiles}
          onChange={withFiles => change({ withFiles })}
        />
      )}
      {options.format === 'fine-tuning' && (
        <Checkbox
          label={t('export.onlyGood')}
          help={t('export.onlyGoodHelp')}
          checked={options.onlyGood}
          onChange={onlyGood => change({ onlyGood })}
        />
      )}
      <p className={styles.estimate} aria-live="polite">
        {weight
          ? joinFacts([
              t('export.doneThreads', { count: weight.threads }),
              t('export.doneMessages', { count: weight.messages }),
              t('export.estimate', { size: format.bytes(estimateBytes(weight, options)) }),
            ])
          : t('export.estimating')}
      </p>
    </>
  )
}
