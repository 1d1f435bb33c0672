/** Models that are not here: the few that this device runs well, and behind them all there are, with why one will not. */

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { Facts } from '../../ui/facts.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem, SettingsList } from '../../ui/settings-item.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { catalogue } from './catalogue.ts'
import { DownloadButton } from './download-button.tsx'
import type { DeviceAbilities } from './device-abilities.ts'
import type { DeviceModel } from './device-model.ts'
import { memoryBudget } from './memory-budget.ts'
import { OfferFacts } from './offer-facts.tsx'
import { preflight } from './preflight.ts'
import { recommendModels } from './recommend.ts'
import { suggestInstead } from './suggest-model.ts'
import type { ModelActs } from './use-model-acts.ts'

speakOfAnswers()

export interface ModelsToChooseProps {
  readonly abilities: DeviceAbilities
  /** Not to be offered again. */
  readonly known: ReadonlySet<string>
  readonly acts: ModelActs
}

/** As many as one reads before one searches. */
const shownAtOnce = 12

const fold = (text: string): string => text.normalize('NFKD').toLowerCase()

const matches = ({ name, family, id }: DeviceModel, words: readonly string[]): boolean => {
  const text = fold(`${name} ${family} ${id}`)
  return words.every(word => text.includes(word))
}

const recommended = (abilities: DeviceAbilities): readonly DeviceModel[] => [
  ...recommendModels(catalogue, abilities),
  ...recommendModels(catalogue, abilities, 'embedding').slice(0, 1),
]

/** Why none is offered: by what would be on a disk with room for all. */
const whyNone = (abilities: DeviceAbilities, known: ReadonlySet<string>): TextKey => {
  const best = recommended({ ...abilities, freeBytes: Number.POSITIVE_INFINITY })
  if (best.length === 0) return 'device.noneFits'
  return best.every(({ id }) => known.has(id)) ? 'device.noneMore' : 'device.noRoomAct'
}

export const ModelsToChoose = ({ abilities, known, acts }: ModelsToChooseProps): ReactNode => {
  const t = useText()
  const [all, setAll] = useState(false)
  const fitting = recommended(abilities).filter(({ id }) => !known.has(id))
  return (
    <>
      <SettingsList heading={t('device.fit')} aside={<DeviceFacts abilities={abilities} />}>
        {fitting.map(model => (
          <Offer key={model.id} model={model} abilities={abilities} acts={acts} />
        ))}
        {fitting.length === 0 && <SettingsItem title={t(whyNone(abilities, known))} />}
      </SettingsList>
      {all ? (
        <AllModels abilities={abilities} known={known} acts={acts} />
      ) : (
        <Button kind="accent" onClick={() => setAll(true)}>
          {t('device.showAll', { count: catalogue.length })}
        </Button>
      )}
    </>
  )
}

const DeviceFacts = ({ abilities }: { readonly abilities: DeviceAbilities }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { gpu } = abilities
  const { most, isKnown } = memoryBudget(abilities)
  if (gpu === 'none') return t('device.withoutWebgpu')
  if (gpu === 'no-adapter') return t('device.withoutAdapter')
  return (
    <Facts>
      {gpu.name ? <bdi>{gpu.name}</bdi> : t('device.unnamedProcessor')}
      {/* Without a processor for it WebAssembly sets the limit, which each model's own line tells. */}
      {gpu.isSoftware && t('device.software')}
      {isKnown && !gpu.isSoftware && t('device.memoryForModels', { size: format.bytes(most) })}
    </Facts>
  )
}

const AllModels = ({ abilities, known, acts }: ModelsToChooseProps): ReactNode => {
  const t = useText()
  const [words, setWords] = useState('')
  const [most, setMost] = useState(shownAtOnce)
  const asked = fold(words).split(/\s+/).filter(Boolean)
  const found = catalogue.filter(model => !known.has(model.id) && matches(model, asked))
  return (
    // The button that asked for this list has gone. Its field would bring up the keyboard of a phone.
    <SettingsList heading={t('device.all')} headingRef={focusOnMount}>
      <TextField
        label={t('models.find')}
        labelHidden
        type="search"
        placeholder={t('models.find')}
        value={words}
        onChange={text => {
          setWords(text)
          setMost(shownAtOnce)
        }}
      />
      {found.slice(0, most).map(model => (
        <Offer key={model.id} model={model} abilities={abilities} acts={acts} />
      ))}
      {found.length === 0 && <SettingsItem title={t('models.noHits', { words })} />}
      {found.length > most && (
        <Button kind="accent" onClick={() => setMost(most + 4 * shownAtOnce)}>
          {t('device.showMore', { count: found.length - most })}
        </Button>
      )}
    </SettingsList>
  )
}

interface OfferProps {
  readonly model: DeviceModel
  readonly abilities: DeviceAbilities
  readonly acts: ModelActs
}

const Offer = ({ model, abilities, acts }: OfferProps): ReactNode => {
  const verdict = preflight(model, abilities)
  const instead = verdict.fits ? undefined : suggestInstead(model, abilities, catalogue)
  return (
    <SettingsItem
      title={<bdi>{model.name}</bdi>}
      facts={<OfferFacts model={model} verdict={verdict} instead={instead} />}
      action={verdict.fits && <DownloadButton model={model} acts={acts} />}
    />
  )
}
