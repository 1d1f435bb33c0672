/** One model of this device: here, on its way, or stopped on it; with what can be done about that. */

import { CircleAlert, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { factsGap } from '../../ui/join-facts.ts'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { useNow } from '../../ui/use-now.ts'
import { DownloadButton } from './download-button.tsx'
import type { DeviceAbilities } from './device-abilities.ts'
import { BrowserItem } from './browser-item.tsx'
import { downloadFigures, downloadProblem, hereFacts, memoryWords } from './model-words.ts'
import { OfferFacts } from './offer-facts.tsx'
import { preflight } from './preflight.ts'
import type { DeviceModelRow } from './tables.ts'
import { takesFocusOfModel } from './use-kept-focus.ts'
import type { ModelActs } from './use-model-acts.ts'

interface RowProps {
  readonly row: DeviceModelRow
  readonly acts: ModelActs
}

export interface ModelItemProps extends RowProps {
  /** `undefined` while the device is asked. */
  readonly abilities: DeviceAbilities | undefined
}

export const ModelItem = ({ row, acts, abilities }: ModelItemProps): ReactNode => {
  if (row.model.engine === 'browser') return <BrowserItem row={row} acts={acts} />
  switch (row.state) {
    case 'here':
      return <Here row={row} acts={acts} />
    case 'wanted':
      return <Wanted row={row} acts={acts} abilities={abilities} />
    case 'arriving':
    case 'paused':
      return <Arriving row={row} acts={acts} />
  }
}

const minute = 60_000

const Here = ({ row, acts }: RowProps): ReactNode => {
  const t = useText()
  return (
    <SettingsItem
      title={<bdi>{row.model.name}</bdi>}
      facts={<HereFacts row={row} />}
      action={
        <>
          {row.loaded === 1 && (
            <Button
              size="small"
              kind="text"
              aria-label={t('device.unloadModel', { model: row.model.name })}
              onClick={() => acts.unload(row.id)}
            >
              {t('device.unload')}
            </Button>
          )}
          <RemoveButton row={row} acts={acts} />
        </>
      }
    />
  )
}

const HereFacts = ({ row }: Pick<RowProps, 'row'>): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow(minute)
  const inMemory = memoryWords(row, t)
  return (
    <>
      {hereFacts(row, t, format, now)}
      {inMemory && factsGap}
      {/* Always there, so that a change inside it is announced; each percent would be too many. */}
      <span role="status">{inMemory}</span>
      {row.loaded !== undefined && row.loaded < 1 && `${factsGap}${format.percent(row.loaded)}`}
    </>
  )
}

const RemoveButton = ({ row, acts }: RowProps): ReactNode => {
  const t = useText()
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Button
        {...takesFocusOfModel(row.id)}
        size="small"
        aria-label={t('device.removeModel', { model: row.model.name })}
        onClick={() => setAsked(true)}
      >
        {t('device.remove')}
      </Button>
      <RemoveDialog row={row} acts={acts} open={asked} onClose={() => setAsked(false)} />
    </>
  )
}

interface RemoveDialogProps extends RowProps {
  readonly open: boolean
  readonly onClose: () => void
}

const RemoveDialog = ({ row, acts, open, onClose }: RemoveDialogProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const [busy, setBusy] = useState(false)

  const remove = async (): Promise<void> => {
    setBusy(true)
    await acts.remove(row.id)
    setBusy(false)
    onClose()
  }

  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={t('device.removeAsk', { model: row.model.name })}
      text={t('device.removeText', { size: format.bytes(row.doneBytes) })}
      safeLabel={t('device.removeKeep')}
      actLabel={t('device.remove')}
      busy={busy}
      busyLabel={t('device.removing')}
      onAct={() => void remove()}
    />
  )
}

/** What has arrived of less is back in a minute, and not worth a question. */
const askedFrom = 50_000_000

const GiveUpButton = ({ row, acts }: RowProps): ReactNode => {
  const t = useText()
  const [asked, setAsked] = useState(false)
  const giveUp = (): void => {
    if (row.doneBytes >= askedFrom) return setAsked(true)
    void acts.remove(row.id)
  }
  return (
    <>
      <IconButton label={t('device.giveUp', { model: row.model.name })} icon={X} onClick={giveUp} />
      <RemoveDialog row={row} acts={acts} open={asked} onClose={() => setAsked(false)} />
    </>
  )
}

/** Entered by the person, and not fetched. */
const Wanted = ({ row, acts, abilities }: ModelItemProps): ReactNode => {
  const t = useText()
  const { model } = row
  const verdict = abilities && preflight(model, abilities)
  return (
    <SettingsItem
      title={<bdi>{model.name}</bdi>}
      facts={verdict && <OfferFacts model={model} verdict={verdict} />}
      action={
        <>
          {verdict?.fits && <DownloadButton model={model} acts={acts} />}
          <IconButton
            label={t('device.forget', { model: model.name })}
            icon={X}
            onClick={() => void acts.forget(row.id)}
          />
        </>
      }
    />
  )
}

const Arriving = ({ row, acts }: RowProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { model, state, problem, doneBytes, totalBytes } = row
  const paused = state === 'paused'
  const words = paused && problem ? downloadProblem(row, problem, t, format) : undefined
  const go = paused ? 'device.resume' : 'device.pause'
  return (
    <SettingsItem
      title={<bdi>{model.name}</bdi>}
      action={
        <>
          <Button
            {...takesFocusOfModel(row.id)}
            size="small"
            aria-label={t(paused ? 'device.resumeModel' : 'device.pauseModel', { model: model.name })}
            onClick={() => (paused ? acts.download(model) : acts.pause(row.id))}
          >
            {t(go)}
          </Button>
          <GiveUpButton row={row} acts={acts} />
        </>
      }
    >
      <Progress
        label={t('device.progressOf', { model: model.name })}
        done={totalBytes > 0 ? doneBytes / totalBytes : undefined}
        figures={downloadFigures(row, t, format)}
        paused={paused}
      />
      {words && (
        <Notice
          icon={CircleAlert}
          tone={problem?.type === 'no-room' ? 'caution' : 'danger'}
          what={words.what}
          kept={words.kept}
          detail={problem?.detail && <bdi dir="ltr">{problem.detail}</bdi>}
        />
      )}
    </SettingsItem>
  )
}
