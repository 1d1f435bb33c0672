/** What takes the room, by kind, measured when it is asked for; and what of it can be given back. */

import { CircleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { speakOfBackups } from '../../ui/i18n/catalogues/en-backup.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { Notice } from '../../ui/notice.tsx'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import { useDeviceAccount } from '../account/queries.ts'
import { useDeviceModels } from '../device-models/queries.ts'
import { type FreedRoom, type FreeingError, useFreeing } from './use-freeing.ts'
import { type MeasuredKind, measureStorage, type StorageKind } from './measure-storage.ts'
import { SettingItem } from './setting-item.tsx'

speakOfBackups()

const nameOf: Readonly<Record<StorageKind, TextKey>> = {
  attachments: 'backup.kindAttachments',
  log: 'backup.kindLog',
  rows: 'backup.kindRows',
  search: 'backup.kindSearch',
  texts: 'backup.kindTexts',
  vectors: 'backup.kindVectors',
  models: 'backup.kindModels',
  app: 'backup.kindApp',
  drafts: 'backup.kindDrafts',
  exports: 'backup.kindExports',
  other: 'backup.kindOther',
}

/** What becomes of it when its room is given back. */
const fateOf: Partial<Readonly<Record<StorageKind, TextKey>>> = {
  search: 'backup.fateSearch',
  attachments: 'backup.fateAttachments',
}

export const StorageKindsItem = (): ReactNode => {
  const t = useText()
  const { engine, database } = usePage()
  const modelBytes = useDeviceModels()?.reduce((sum, { doneBytes }) => sum + doneBytes, 0) ?? 0
  const isSignedIn = useDeviceAccount()?.session === 'open'
  const [kinds, setKinds] = useState<readonly MeasuredKind[]>()
  const [isMeasuring, setMeasuring] = useState(false)

  const measure = async (): Promise<readonly MeasuredKind[]> => {
    setMeasuring(true)
    const { usedBytes } = await engine.storageInfo()
    const measured = await measureStorage({
      database,
      caches,
      storage: navigator.storage,
      modelBytes,
      usedBytes,
    })
    setKinds(measured)
    setMeasuring(false)
    return measured
  }
  const freeing = useFreeing(measure)

  const freeable = ({ kind, bytes, freeable: held }: MeasuredKind): number => {
    if (kind === 'exports' || kind === 'vectors' || kind === 'search') return bytes
    return kind === 'attachments' && isSignedIn ? (held ?? 0) : 0
  }

  return (
    <SettingItem
      setting="kinds"
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
      {freeing.failure && <Failure error={freeing.failure} onClose={freeing.close} />}
      <div role="status">{freeing.freed && <Freed {...freeing.freed} />}</div>
      {kinds?.map(each => (
        <Kind
          key={each.kind}
          {...each}
          size={freeable(each)}
          busy={freeing.busy}
          onFree={() => void freeing.free(each)}
        />
      ))}
    </SettingItem>
  )
}

const Freed = ({ kind, before, after }: FreedRoom): ReactNode => {
  const t = useText()
  const format = useFormat()
  return t('backup.freed', {
    kind: t(nameOf[kind]),
    before: format.bytes(before),
    after: format.bytes(after),
  })
}

interface FailureProps {
  readonly error: FreeingError
  readonly onClose: () => void
}

const Failure = ({ error, onClose }: FailureProps): ReactNode => {
  const t = useText()
  const isAway = error.type === 'attachment-offline' || error.type === 'attachment-elsewhere'
  return (
    <Notice
      icon={CircleAlert}
      tone="danger"
      what={t(isAway ? 'backup.freeOfflineWhat' : 'backup.freeFailedWhat')}
      kept={t(isAway ? 'backup.freeOfflineKept' : 'backup.freeFailedKept')}
      acts={
        <Button kind="text" size="small" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    />
  )
}

interface KindProps extends MeasuredKind {
  /** Bytes that can be had back; 0 where none can. */
  readonly size: number
  readonly busy: StorageKind | undefined
  readonly onFree: () => void
}

const Kind = ({ kind, bytes, isEstimate, size, busy, onFree }: KindProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const all = format.bytes(bytes)
  const name = t(nameOf[kind])
  const fate = size > 0 ? fateOf[kind] : undefined
  return (
    <SettingsItem
      dense
      title={name}
      facts={joinFacts([isEstimate ? `~${all}` : all, fate && t(fate)])}
      action={
        size > 0 ? (
          <Button
            size="small"
            busy={busy === kind}
            busyLabel={t('backup.freeing')}
            onClick={onFree}
            aria-label={t('backup.freeOf', { kind: name, size: format.bytes(size) })}
          >
            {t('backup.free', { size: format.bytes(size) })}
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
