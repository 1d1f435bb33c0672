/** The devices of the account: names, when they were seen, and taking one out. */

import { type ReactNode, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useNow } from '../../ui/use-now.ts'
import { takesFocusFrom, useReturnFocus } from '../../ui/use-return-focus.ts'
import { usePage } from '../../worker/page-context.ts'
import type { DeviceView } from './account-calls.ts'
import { AccountNotice } from './account-notice.tsx'
import { RenameForm } from './rename-form.tsx'
import { useAsking } from './use-account.ts'
import { useAnswer } from './use-answer.ts'

export interface DevicesListProps {
  /** The list is read again when this changes. */
  readonly of: unknown
}

/** This device first, then as they were added. */
const inOrder = (devices: readonly DeviceView[]): readonly DeviceView[] =>
  devices.toSorted((a, b) => Number(b.isThis) - Number(a.isThis) || a.addedAt - b.addedAt)

export const DevicesList = ({ of }: DevicesListProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [answer, again] = useAnswer(() => engine.account('devices'), of)
  const [showsRemoved, setShowsRemoved] = useState(false)
  if (answer.state === 'asking') return <Skeleton rows={2} />
  if (answer.state === 'failed') return <AccountNotice error={answer.error} onAgain={again} />
  const devices = inOrder(answer.value)
  const removed = devices.filter(({ revokedAt }) => revokedAt !== null)
  const shown = showsRemoved ? devices : devices.filter(({ revokedAt }) => revokedAt === null)
  return (
    <>
      {shown.map(device => (
        <DeviceItem key={device.id} device={device} onChanged={again} />
      ))}
      {removed.length > 0 && !showsRemoved && (
        <Button kind="text" size="small" onClick={() => setShowsRemoved(true)}>
          {t('account.showRemoved', { count: removed.length })}
        </Button>
      )}
    </>
  )
}

interface DeviceItemProps {
  readonly device: DeviceView
  readonly onChanged: () => void
}

type Doing = 'renaming' | 'removing'

const DeviceItem = ({ device, onChanged }: DeviceItemProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [doing, setDoing] = useState<Doing>()
  const asking = useAsking()
  useReturnFocus(doing === 'renaming' ? `rename-${device.id}` : undefined)
  const name = device.name === '' ? t('account.unnamedDevice') : device.name
  const isGone = device.revokedAt !== null

  const remove = async (): Promise<void> => {
    const removed = await asking.run(() => engine.account('revokeDevice', device.id))
    setDoing(undefined)
    if (removed) onChanged()
  }

  return (
    <SettingsItem
      title={
        <>
          <span dir="auto">{name}</span>
          {device.isThis && <Badge tone="live">{t('account.thisDevice')}</Badge>}
        </>
      }
      facts={<DeviceFacts device={device} />}
      action={
        !isGone && (
          <>
            <Button
              kind="text"
              size="small"
              aria-label={t('account.renameDevice', { name })}
              {...takesFocusFrom(`rename-${device.id}`)}
              onClick={() => setDoing('renaming')}
            >
              {t('account.rename')}
            </Button>
            {!device.isThis && (
              <Button
                size="small"
                aria-label={t('account.removeDevice', { name })}
                onClick={() => setDoing('removing')}
              >
                {t('account.remove')}
              </Button>
            )}
          </>
        )
      }
    >
      {doing === 'renaming' && (
        <RenameForm
          device={device}
          onDone={() => {
            setDoing(undefined)
            onChanged()
          }}
          onCancel={() => setDoing(undefined)}
        />
      )}
      {asking.failure && (
        <AccountNotice error={asking.failure} onAgain={() => void remove()} onClose={asking.clear} />
      )}
      <ConfirmDialog
        open={doing === 'removing'}
        onClose={() => setDoing(undefined)}
        title={t('account.removeTitle', { name })}
        text={t('account.removeText')}
        safeLabel={t('account.removeKeep')}
        actLabel={t('account.remove')}
        onAct={() => void remove()}
        danger
        busy={asking.busy}
        busyLabel={t('account.removing')}
      />
    </SettingsItem>
  )
}

const DeviceFacts = ({
  device: { isThis, addedAt, lastSeenAt, revokedAt },
}: Pick<DeviceItemProps, 'device'>): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const seen =
    revokedAt !== null
      ? [t('account.deviceRemoved', { day: format.day(revokedAt) })]
      : isThis || lastSeenAt === null
        ? []
        : [t('account.deviceSeen', { time: format.ago(lastSeenAt, now) })]
  return joinFacts([...seen, t('account.deviceSince', { day: format.day(addedAt) })])
}
