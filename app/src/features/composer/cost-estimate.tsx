/** “about $0.02” beside Send, a moment after the last key, where the price is known. */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import { type ReactNode, useEffect, useState } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { useUi } from '../../ui/ui.tsx'
import { useAnswerers } from '../workspace/queries.ts'
import styles from './cost-estimate.module.css'
import type { ThreadSize } from './estimate-cost.ts'

export interface CostEstimateProps {
  readonly text: string
  readonly attachments: readonly AttachmentPart[]
  readonly model: ModelRef | null
  readonly threadSize: () => ThreadSize
}

/** Milliseconds without a key: counting a long text takes longer than a key may. */
const patience = 400

export const CostEstimate = ({ text, attachments, model, threadSize }: CostEstimateProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { clock } = useUi()
  const providers = useAnswerers()
  const [cost, setCost] = useState<number>()
  const written = text.trim() !== '' || attachments.length > 0

  useEffect(() => {
    if (!written || !model || !providers) return undefined
    let current = true
    const estimate = async (): Promise<void> => {
      const { estimateCost, priceOf } = await import('./estimate-cost.ts')
      const dollars = estimateCost(text, attachments, threadSize(), priceOf(providers, model))
      if (current) setCost(dollars)
    }
    // Offline before it was ever loaded: there is no estimate then, and nothing else is missing.
    const cancel = clock.after(patience, () => void estimate().catch(() => undefined))
    return () => {
      current = false
      cancel()
    }
  }, [clock, written, text, attachments, model, providers, threadSize])

  return !written || cost === undefined || cost === 0 ? null : (
    <span className={styles.cost}>{t('composer.about', { cost: format.cost(cost) })}</span>
  )
}
