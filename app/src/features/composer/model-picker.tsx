/**
 * Who answers: every model by where it comes from, with how much it reads and what it costs, and whether it can without
 * a network. The search has the focus, arrows move in the list below it, and what nobody lists can be typed.
 */

import { thisDeviceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import { Check, RefreshCw, Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { ButtonLink } from '../../ui/button.tsx'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { firstFocus } from '../../ui/modal.tsx'
import { useOnline } from '../../ui/use-online.ts'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { DeviceModel } from '../device-models/device-model.ts'
import { fetchModel } from '../device-models/fetch-model.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { useAnswerers, useProviders } from '../workspace/queries.ts'
import { modelChoices, type ModelChoice, type ModelGroup } from './model-choices.ts'
import { ModelFigures } from './model-figures.tsx'
import styles from './model-picker.module.css'
import { useAddModel } from './use-add-model.ts'
import { useDownloads } from './use-downloads.ts'
import { useRefreshModels } from './use-refresh-models.ts'

speakOfAnswers()

export interface ModelPickerProps {
  readonly chosen: ModelRef | null
  readonly onChoose: (model: ModelRef) => void
  /** Goes away without a choice. */
  readonly onClose: () => void
}

export const ModelPicker = ({ chosen, onChoose, onClose }: ModelPickerProps): ReactNode => {
  const t = useText()
  const id = useId()
  const providers = useAnswerers()
  const addModel = useAddModel()
  const { refresh, busy, failures } = useRefreshModels(useProviders() ?? [])
  const isOnline = useOnline()
  const fetching = useFetchModel(onClose)
  const [words, setWords] = useState('')
  const groups = modelChoices(providers ?? [], words, {
    models: useDownloads(isOnline),
    deviceName: t('models.thisDevice'),
  })
  const choices = groups.flatMap(group => group.choices)
  const isChosen = ({ model }: ModelChoice): boolean =>
    model.providerId === chosen?.providerId && model.modelId === chosen.modelId
  const [near, setNear] = useState<string>()
  const nearest =
    choices.find(choice => choice.key === near) ??
    choices.find(isChosen) ??
    choices.find(choice => !choice.download)
  const list = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  // It may come after its place has opened and given the focus to nothing.
  useEffect(() => field.current?.focus(), [])

  const choose = (choice: ModelChoice): void => {
    if (choice.download) return fetching.fetch(choice.download)
    if (!choice.listed) addModel(choice.model)
    onChoose(choice.model)
  }

  // The keyboard goes on in the field.
  const closeFailure = (): void => {
    fetching.clearFailure()
    field.current?.focus()
  }

  const moveTo = (choice: ModelChoice | undefined): void => {
    if (!choice) return
    setNear(choice.key)
    list.current
      ?.querySelector(`[data-key="${CSS.escape(choice.key)}"]`)
      ?.scrollIntoView({ block: 'nearest' })
  }

  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const place = nearest ? choices.indexOf(nearest) : -1
    switch (event.key) {
      case 'ArrowDown':
        moveTo(choices[(place + 1) % choices.length])
        break
      case 'ArrowUp':
        moveTo(choices.at(place - 1))
        break
      case 'Enter':
        if (nearest) choose(nearest)
        break
      default:
        return
    }
    event.preventDefault()
  }

  if (providers?.length === 0) return <NoProvider />
  return (
    <div className={styles.picker}>
      <div className={styles.search}>
        <Icon of={Search} tone="quiet" />
        <input
          {...firstFocus}
          ref={field}
          className={styles.input}
          role="combobox"
          aria-label={t('models.find')}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={nearest && `${id}-${nearest.key}`}
          aria-autocomplete="list"
          placeholder={t('models.find')}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          value={words}
          onChange={event => {
            setWords(event.target.value)
            setNear(undefined)
          }}
          onKeyDown={pressed}
        />
        <IconButton
          label={t(busy ? 'models.listing' : 'models.listAgain')}
          icon={RefreshCw}
          size="small"
          disabled={busy}
          onClick={refresh}
        />
      </div>
      <div
        ref={list}
        className={styles.list}
        role="listbox"
        id={`${id}-list`}
        aria-label={t('models.models')}
        // A press leaves the keyboard where it is: in the search field.
        onMouseDown={event => event.preventDefault()}
      >
        {groups.map((group, index) => (
          <Group
            key={group.key}
            group={group}
            id={`${id}-${group.key}`}
            heads={index === 0}
            isOnline={isOnline}
          >
            {group.choices.map(choice => (
              <Choice
                key={choice.key}
                id={`${id}-${choice.key}`}
                choice={choice}
                waits={!isOnline && group.needsNetwork ? noteId(`${id}-${group.key}`) : undefined}
                chosen={isChosen(choice)}
                near={choice === nearest}
                onNear={() => setNear(choice.key)}
                onChoose={() => choose(choice)}
              />
            ))}
          </Group>
        ))}
      </div>
      {providers && choices.length === 0 && (
        <p className={styles.none}>{words.trim() ? t('models.noHits', { words }) : t('models.none')}</p>
      )}
      {fetching.failure && (
        <div className={styles.none}>
          <EngineNotice error={fetching.failure} onClose={closeFailure} />
        </div>
      )}
      {failures.map(failure => (
        <p key={failure} className={styles.none} role="alert">
          {failure}
        </p>
      ))}
    </div>
  )
}

interface Fetching {
  readonly fetch: (model: DeviceModel) => void
  readonly failure: EngineError | undefined
  readonly clearFailure: () => void
}

/** Begins a download and goes where it can be seen; stays and says why when it cannot begin. */
const useFetchModel = (onClose: () => void): Fetching => {
  const { engine } = usePage()
  const [, navigate] = useLocation()
  const [failure, setFailure] = useState<EngineError>()

  const begin = async (model: DeviceModel): Promise<void> => {
    const begun = await fetchModel(engine, model)
    if (!begun.ok) return setFailure(begun.error)
    onClose()
    navigate('/settings/device-models')
  }

  return { fetch: model => void begin(model), failure, clearFailure: () => setFailure(undefined) }
}

const noteId = (groupId: string): string => `${groupId}-note`

interface GroupProps {
  readonly group: ModelGroup
  readonly id: string
  /** The first one says what the figures are. */
  readonly heads: boolean
  readonly isOnline: boolean
  readonly children: ReactNode
}

const Group = ({ group, id, heads, isOnline, children }: GroupProps): ReactNode => {
  const t = useText()
  const waits = !isOnline && group.needsNetwork
  const note = (): string | undefined => {
    if (waits) return t('models.needsNetwork')
    if (group.provider.id === thisDeviceId) return t('models.opensOffline')
    return heads ? t('models.perMillion') : undefined
  }
  return (
    <div role="group" aria-labelledby={`${id} ${noteId(id)}`} data-waits={waits || undefined}>
      <div className={styles.group} role="presentation">
        <span className={styles.groupName} id={id}>
          <bdi>{group.provider.name}</bdi>
        </span>
        <span id={noteId(id)}>{note()}</span>
      </div>
      {children}
    </div>
  )
}

interface ChoiceProps {
  readonly id: string
  readonly choice: ModelChoice
  /** What says that it cannot answer now. */
  readonly waits: string | undefined
  readonly chosen: boolean
  readonly near: boolean
  readonly onNear: () => void
  readonly onChoose: () => void
}

const Choice = ({ id, choice, waits, chosen, near, onNear, onChoose }: ChoiceProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { download } = choice
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keyboard is the search field's, which names this as its active one
    <div
      id={id}
      className={styles.row}
      role="option"
      aria-selected={chosen}
      aria-describedby={waits}
      data-near={near || undefined}
      data-key={choice.key}
      onPointerMove={onNear}
      onClick={onChoose}
    >
      <span className={styles.sign}>{chosen && <Icon of={Check} tone="accent" />}</span>
      <span className={styles.words}>
        <span className={styles.name}>
          {choice.listed ? (
            <bdi>{choice.model.name}</bdi>
          ) : (
            t('models.useTyped', { model: choice.model.modelId })
          )}
        </span>
        {download && (
          <span className={styles.needs}>
            {t('models.needsSize', { size: format.bytes(download.downloadBytes) })}
          </span>
        )}
      </span>
      <ModelFigures choice={choice} />
    </div>
  )
}

const NoProvider = (): ReactNode => {
  const t = useText()
  return (
    <div className={styles.empty}>
      <p>{t('models.none')}</p>
      <p className={styles.hint}>{t('models.noneHint')}</p>
      <div className={styles.ways}>
        <ButtonLink href="/settings/providers" kind="main" {...firstFocus}>
          {t('models.addProvider')}
        </ButtonLink>
        <ButtonLink href="/settings/device-models">{t('models.useDevice')}</ButtonLink>
      </div>
    </div>
  )
}
