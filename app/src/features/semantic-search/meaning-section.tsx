/**
 * Where the search by meaning is asked for, watched and given up. Stands alone: it is put on a page with one line, and is
 * handed the embedding models whose files are on this device.
 */

import { type ReactNode, useState } from 'react'
import type { StorageError } from '../../core/store.ts'
import { Button } from '../../ui/button.tsx'
import { speakOfMeaning } from '../../ui/i18n/catalogues/en-meaning.ts'
import { speakOfSettings } from '../../ui/i18n/catalogues/en-settings.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem, SettingsList } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { isProviderError } from '../providers/connection-text.ts'
import { useProviders } from '../workspace/queries.ts'
import { MeaningForm } from './meaning-form.tsx'
import { MeaningItem } from './meaning-item.tsx'
import type { MeaningCalls, MeaningError } from './meaning-calls.ts'
import type { DeviceEmbedder, Embedder } from './meaning-state.ts'
import { useMeaningProgress, useMeaningWish } from './queries.ts'

speakOfMeaning()
speakOfSettings()

export interface MeaningSearchSectionProps {
  readonly deviceModels?: readonly DeviceEmbedder[]
}

type Change = Exclude<keyof MeaningCalls, 'embedQuery' | 'begin'>

export const MeaningSearchSection = ({ deviceModels = [] }: MeaningSearchSectionProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const wish = useMeaningWish()
  const progress = useMeaningProgress()
  const providers = useProviders()
  const [isChoosing, setChoosing] = useState(false)
  const [failure, setFailure] = useState<StorageError>()

  const begin = async (embedder: Embedder): Promise<void> => {
    const begun = await engine.meaning('begin', embedder)
    if (begun.ok) setChoosing(false)
    setFailure(begun.ok ? undefined : toStorageError(begun.error))
  }
  const change = async (name: Change): Promise<void> => {
    const changed = await engine.meaning(name)
    setFailure(changed.ok ? undefined : toStorageError(changed.error))
  }

  if (wish === undefined || progress === undefined || providers === undefined) return null
  const form = isChoosing && (
    <MeaningForm
      deviceModels={deviceModels}
      providers={providers}
      replaces={wish !== null}
      onBegin={embedder => void begin(embedder)}
      onCancel={() => setChoosing(false)}
    />
  )
  return (
    <SettingsList heading={t('meaning.heading')}>
      {wish === null ? (
        <SettingsItem
          title={t('meaning.name')}
          facts={t('meaning.about')}
          action={
            !isChoosing && (
              <Button size="small" onClick={() => setChoosing(true)}>
                {t('meaning.setUp')}
              </Button>
            )
          }
        >
          {form}
        </SettingsItem>
      ) : (
        <MeaningItem
          wish={wish}
          progress={progress}
          deviceModels={deviceModels}
          providers={providers}
          onChange={name => void change(name)}
          onChoose={() => setChoosing(true)}
        >
          {form}
        </MeaningItem>
      )}
      {failure && <EngineNotice error={failure} onClose={() => setFailure(undefined)} />}
    </SettingsList>
  )
}

/** These calls only write a row, and ask no provider. */
const toStorageError = (error: MeaningError): StorageError =>
  isProviderError(error) ? { type: 'storage-failed' } : error
