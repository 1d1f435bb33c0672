/** What a model that is not here takes and is good for, and why this device will not run it, where it will not. */

import type { ReactNode } from 'react'
import { Facts } from '../../ui/facts.tsx'
import type { Format } from '../../ui/format.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import type { DeviceModel } from './device-model.ts'
import { refusalWords } from './model-words.ts'
import type { Verdict } from './preflight.ts'

/** More would be a list of languages and no line of facts. */
const languagesSaid = 3

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
      <Facts>
        {model.downloadBytes > 0 && t('device.about', { size: format.bytes(model.downloadBytes) })}
        {t('device.window', { tokens: tokens(model.contextWindow, format) })}
        {model.languages.length > 0 && <Languages codes={model.languages} />}
        {model.task === 'embedding' && t('device.makesVectors')}
        {model.abilities.vision && t('device.seesPictures')}
        {model.abilities.reasoning && t('device.thinks')}
        {model.licence.name && <bdi>{model.licence.name}</bdi>}
        {verdict.fits && verdict.estimate === 'slow' && t('device.slowHere')}
      </Facts>
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

/** Small windows by their exact figure: “4.1K” is what nobody calls 4,096. */
const tokens = (count: number, format: Format): string =>
  count < 10_000 ? format.number(count) : format.short(count)

const Languages = ({ codes }: { readonly codes: readonly string[] }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const named = format.series(codes.slice(0, languagesSaid).map(format.languageName))
  const rest = codes.length - languagesSaid
  return rest > 0 ? t('device.languagesAndMore', { languages: named, count: rest }) : <bdi>{named}</bdi>
}
