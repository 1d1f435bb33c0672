import type { ReactNode } from 'react'
import type { Format } from '../../ui/format.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import type { ModelChoice } from './model-choices.ts'
import styles from './model-picker.module.css'

/** How much a model reads at once, and what a million tokens cost or what it takes of the disk, as columns. */
export const ModelFigures = ({ choice }: { readonly choice: ModelChoice }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { contextWindow, price, isOwn, diskBytes, download } = choice
  const worth = (): string | undefined => {
    if (download) return t('models.download')
    if (diskBytes !== undefined) return format.bytes(diskBytes)
    if (isOwn) return t('models.yours')
    if (!price) return undefined
    return price.input === 0 && price.output === 0
      ? t('models.free')
      : t('models.priceInOut', {
          input: dollars(format, price.input),
          output: dollars(format, price.output),
        })
  }
  return (
    <>
      <span className={styles.figure}>
        {contextWindow !== undefined && (
          <span data-tip={t('models.context', { tokens: contextWindow })}>{format.short(contextWindow)}</span>
        )}
      </span>
      <span className={styles.figure} data-wide>
        {worth()}
      </span>
    </>
  )
}

/** "$3", "$0.25": a price of a list, without the cents it does not have. */
const dollars = (format: Format, value: number): string =>
  format.number(value, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 0,
    ...(value < 0.01 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }),
  })
