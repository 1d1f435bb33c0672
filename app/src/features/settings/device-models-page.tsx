/** Models that run on this device: how much room there is, which are here or on their way, and which could be. */

import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { SettingsItem, SettingsList } from '../../ui/settings-item.tsx'
import { ModelItem } from '../device-models/model-item.tsx'
import { useDeviceAbilities, useDeviceModels } from '../device-models/queries.ts'
import { StorageBar } from '../device-models/storage-bar.tsx'
import type { DeviceModelRow } from '../device-models/tables.ts'
import { useKeptFocus } from '../device-models/use-kept-focus.ts'
import { type ModelActs, useModelActs } from '../device-models/use-model-acts.ts'
import { presets } from '../providers/presets.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { MeaningSearchSection } from '../semantic-search/meaning-section.tsx'
import { SettingItem } from './setting-item.tsx'

const ModelsToChoose = lazy(async () => ({
  default: (await import('../device-models/models-to-choose.tsx')).ModelsToChoose,
}))
const OwnModelForm = lazy(async () => ({
  default: (await import('../device-models/own-model-form.tsx')).OwnModelForm,
}))

/** The free room is another when a download has ended, and from time to time while one goes on. */
const roomKey = (rows: readonly DeviceModelRow[]): string =>
  rows.map(({ id, state, doneBytes }) => `${id} ${state} ${Math.floor(doneBytes / 50_000_000)}`).join()

const embeddersHere = (rows: readonly DeviceModelRow[] = []) =>
  rows
    .filter(({ state, model }) => state === 'here' && model.task === 'embedding')
    .map(({ id, model }) => ({ id, name: model.name }))

export const DeviceModelsPage = (): ReactNode => {
  const t = useText()
  const rows = useDeviceModels()
  const abilities = useDeviceAbilities(rows && roomKey(rows))
  const { acts, heading } = useKeptFocus(useModelActs(), rows)
  return (
    <>
      <PageHead title={t('settings.modelsOnDevice')} lead={t('device.lead')} />
      <Problem acts={acts} />
      {rows && abilities && <StorageBar rows={rows} abilities={abilities} />}
      <SettingsList heading={t('device.here')} headingRef={heading}>
        {rows?.map(row => (
          <ModelItem key={row.id} row={row} acts={acts} abilities={abilities} />
        ))}
        {rows?.length === 0 && <SettingsItem title={t('device.noneHere')} />}
      </SettingsList>
      {rows && abilities && (
        <Suspense>
          <ModelsToChoose abilities={abilities} known={new Set(rows.map(({ id }) => id))} acts={acts} />
        </Suspense>
      )}
      <Others acts={acts} />
      <MeaningSearchSection deviceModels={embeddersHere(rows)} />
    </>
  )
}

/** Brought into view: what failed was pressed far below. */
const Problem = ({ acts: { problem, clearProblem } }: { readonly acts: ModelActs }): ReactNode => {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem) place.current?.scrollIntoView({ block: 'nearest' })
  }, [problem])
  if (!problem) return null
  return (
    <div ref={place}>
      <EngineNotice error={problem} onClose={clearProblem} />
    </div>
  )
}

const Others = ({ acts }: { readonly acts: ModelActs }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [adding, setAdding] = useState(false)
  const servers = presets.filter(preset => preset.isOwnServer).map(preset => preset.name)
  return (
    <SettingsList>
      <SettingItem
        setting="own-model"
        title={t('device.addOwn')}
        facts={t('device.addOwnText')}
        action={
          !adding && (
            <Button size="small" onClick={() => setAdding(true)}>
              {t('device.addIt')}
            </Button>
          )
        }
      >
        {adding && (
          <Suspense>
            <OwnModelForm onAdd={acts.add} onClose={() => setAdding(false)} />
          </Suspense>
        )}
      </SettingItem>
      <SettingsItem
        title={t('settings.ownServer')}
        facts={t('settings.ownServerText', { servers: format.list(servers) })}
        action={
          <Button size="small" onClick={() => navigate('/settings/providers?add=ollama')}>
            {t('settings.ownServerAdd')}
          </Button>
        }
      />
    </SettingsList>
  )
}
