/** What a model that is not here takes and is good for, and why this device will not run it, where it will not. */

import type { ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import type { DeviceModel } from './device-model.ts'
import { modelFacts, refusalWords } from './model-words.ts'
import type { Verdict } from './preflight.ts'

export interface OfferFactsProps {
  readonly model: DeviceModel
  readonly verdict: Verdict
  /** What would run instead. */
  readonly instead?: DeviceModel | undefined
}

export const OfferFacts = ({ model, verdict, instead }: OfferFactsProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  return (
    <>
      {modelFacts(model, verdict, t, format)}
      {!verdict.fits && (
        <>
          <br />
          {refusalWords(verdict.reason, t, format)}
          {instead && ` ${t('device.instead', { model: instead.name })}`}
        </>
      )}
    </>
  )
}
