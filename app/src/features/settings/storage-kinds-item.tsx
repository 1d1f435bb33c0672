/** What takes the room, by kind, measured when it is asked for; and what of it can be given back. */

import { type ReactNode, useState } from 'react'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { speakOfBackups } from '../../ui/i18n/catalogues/en-backup.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import { useDeviceModels } from '../device-models/queries.ts'
import { dropExports, type MeasuredKind, measureStorage, type StorageKind } from './measure-storage.ts'

speakOfBackups()

const nameOf: Readonly<Record<StorageKind, TextKey>> = {
  attachments: 'backup.kindAttachments',
  log: 'backup.kindLog',
  rows: 'backup.kindRows',
  search: 'backup.kindSearch',
  vectors: 'backup.kindVectors',
  models: 'backup.kindModels',
  app: 'backup.kindApp',
  drafts: 'backup.kindDrafts',
  exports: 'backup.kindExports',
  other: 'backup.kindOther',
}

export const StorageKindsItem = (): ReactNode => {
  const t = useText()
  const { engine, database } = usePage()
  const modelBytes = useDeviceModels()?.reduce((sum, { doneBytes }) => sum + doneBytes, 0) ?? 0
  const [kinds, setKinds] = useState<readonly MeasuredKind[]>()
  const [isMeasuring, setMeasuring] = useState(false)

  const measure = async (): Promise<void> => {
    setMeasuring(true)
    const { usedBytes } = await engine.storageInfo()
    setKinds(await measureStorage({ database, caches, storage: navigator.storage, modelBytes, usedBytes }))
    setMeasuring(false)
  }
  const free: Partial<Record<StorageKind, () => Promise<unknown>>> = {
    exports: () => dropExports(navigator.storage),
    vectors: () => engine.meaning('remove'),
  }
  const give = async (kind: StorageKind): Promise<void> => {
    await free[kind]?.()
    await measure()
  }

  return (
    <SettingsItem
      title={t('backup.kinds')}
      facts={t('backup.kindsAbout')}
      action={
        <Button
          size="small"
          busy={isMeasuring}
          busyLabel={t('backup.measuring')}
          onClick={() => void measure()}
        >
          {t('backup.measure')}
        </Button>
      }
    >
      {kinds?.map(each => (
        <Kind key={each.kind} {...each} onFree={free[each.kind] && (() => void give(each.kind))} />
      ))}
    </SettingsItem>
  )
}

interface KindProps extends MeasuredKind {
  readonly onFree: (() => void) | undefined
}

const Kind = ({ kind, bytes, isEstimate, onFree }: KindProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const size = format.bytes(bytes)
  const name = t(nameOf[kind])
  return (
    <SettingsItem
      dense
      title={name}
      facts={isEstimate ? `~${size}` : size}
      action={
        onFree ? (
          <Button size="small" onClick={onFree} aria-label={t('backup.freeOf', { kind: name, size })}>
            {t('backup.free', { size })}
          </Button>
        ) : (
          kind === 'models' && (
            <ButtonLink size="small" href="/settings/device-models">
              {t('backup.open')}
            </ButtonLink>
          )
        )
      }
    />
  )
}
