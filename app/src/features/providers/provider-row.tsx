/** One provider in the list: what it is, whether it answers, and what can be done with it. */

import { Ellipsis } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { Menu } from '../../ui/menu.tsx'
import type { KeyHint } from '../workspace/key-hints.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { SettingsItem } from '../../ui/settings-item.tsx'
import type { ProviderModels } from '../workspace/join-models.ts'
import type { ProviderRow as Provider } from '../workspace/tables.ts'
import type { Connection } from './connection.ts'
import { ConnectionResult } from './connection-result.tsx'
import { presetOf } from './presets.ts'
import styles from './provider-row.module.css'
import { providerPath } from './provider-paths.ts'
import { SyncedKeyDialog } from './synced-key-dialog.tsx'

export interface ProviderRowProps {
  readonly models: ProviderModels
  readonly hint: KeyHint | undefined
  /** US dollars since the first of this month. */
  readonly cost: number | undefined
  readonly connection: Connection | undefined
  readonly onTest: () => void
  /** A server of one's own did not answer: look on this machine, and test. */
  readonly onLookAgain: () => void
  readonly onList: () => void
  /** What came of the last try was read. */
  readonly onForget: () => void
  readonly onRemove: () => void
  /** Calls from here are to use the key that syncs. */
  readonly onUseSyncedKey: () => void
}

export const ProviderRow = ({
  models: { provider, models, fetchedAt },
  hint,
  cost,
  connection,
  onTest,
  onLookAgain,
  onList,
  onForget,
  onRemove,
  onUseSyncedKey,
}: ProviderRowProps): ReactNode => {
  const [asking, setAsking] = useState(false)
  const preset = presetOf(provider)
  const shown = models.filter(model => !model.hidden)
  return (
    <SettingsItem
      title={<bdi>{provider.name}</bdi>}
      facts={
        <Facts
          provider={provider}
          hint={hint}
          cost={cost}
          modelCount={models.length === 0 && fetchedAt === undefined ? undefined : shown.length}
        />
      }
      action={
        <>
          <TestButton name={provider.name} connection={connection} onTest={onTest} />
          <RowMenu
            provider={provider}
            onList={onList}
            onRemove={onRemove}
            onUseSyncedKey={hint?.place === 'device-first' ? () => setAsking(true) : undefined}
          />
        </>
      }
    >
      <ConnectionResult
        connection={connection}
        preset={preset}
        subject={{
          name: provider.name,
          baseUrl: provider.baseUrl,
          isOwnServer: preset.isOwnServer,
          origin: window.location.origin,
          kept: 'saved',
        }}
        act={<Remedy provider={provider} connection={connection} onLookAgain={onLookAgain} />}
      />
      {connection?.state === 'not-kept' && <EngineNotice error={connection.error} onClose={onForget} />}
      <SyncedKeyDialog
        name={provider.name}
        open={asking}
        onClose={() => setAsking(false)}
        onUse={onUseSyncedKey}
      />
    </SettingsItem>
  )
}

/** That a key is only here is said where it could be otherwise. */
const placeTexts: Readonly<Partial<Record<KeyHint['place'], TextKey>>> = {
  workspace: 'providers.keySynced',
  'device-first': 'providers.keyHereFirst',
}

interface FactsProps {
  readonly provider: Provider
  readonly hint: KeyHint | undefined
  readonly cost: number | undefined
  readonly modelCount: number | undefined
}

const Facts = ({ provider, hint, cost, modelCount }: FactsProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const placeText = hint && placeTexts[hint.place]
  return (
    <span className={styles.facts}>
      <span>
        {hint ? (
          hint.ending ? (
            t('providers.keyEnding', { ending: hint.ending })
          ) : (
            t('providers.keyStored')
          )
        ) : presetOf(provider).key === 'needed' ? (
          t('providers.noKey')
        ) : (
          <bdi dir="ltr">{new URL(provider.baseUrl).host}</bdi>
        )}
      </span>
      {placeText && <span>{t(placeText)}</span>}
      <Link className={styles.models ?? ''} href={providerPath('models', provider.id)}>
        {modelCount === undefined
          ? t('providers.modelsUnknown')
          : t('providers.modelCount', { count: modelCount })}
      </Link>
      {cost !== undefined && cost > 0 && (
        <span>{t('providers.costThisMonth', { cost: format.cost(cost) })}</span>
      )}
    </span>
  )
}

interface TestButtonProps {
  readonly name: string
  readonly connection: Connection | undefined
  readonly onTest: () => void
}

const TestButton = ({ name, connection, onTest }: TestButtonProps): ReactNode => {
  const t = useText()
  const hasFailed = connection?.state === 'failed'
  const isListing = connection?.state === 'listing'
  return (
    <Button
      size="small"
      // Several of these stand in one list; each says whose it is.
      aria-label={t(hasFailed ? 'providers.testAgainOf' : 'providers.testOf', { name })}
      busy={connection?.state === 'testing' || isListing}
      busyLabel={t(isListing ? 'providers.listing' : 'providers.testing')}
      onClick={onTest}
    >
      {t(hasFailed ? 'providers.testAgain' : 'providers.test')}
    </Button>
  )
}

interface RowMenuProps {
  readonly provider: Provider
  readonly onList: () => void
  readonly onRemove: () => void
  /** Absent where no other key syncs. */
  readonly onUseSyncedKey: (() => void) | undefined
}

const RowMenu = ({ provider, onList, onRemove, onUseSyncedKey }: RowMenuProps): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const label = t('common.moreFor', { name: provider.name })
  const entries: readonly MenuEntry[] = [
    { kind: 'act', label: t('providers.edit'), onSelect: () => navigate(providerPath('edit', provider.id)) },
    {
      kind: 'act',
      label: t('providers.replaceKey'),
      onSelect: () => navigate(providerPath('key', provider.id)),
    },
    ...(onUseSyncedKey
      ? [{ kind: 'act', label: t('providers.useSynced'), onSelect: onUseSyncedKey } as const]
      : []),
    {
      kind: 'act',
      label: t('providers.models'),
      onSelect: () => navigate(providerPath('models', provider.id)),
    },
    { kind: 'act', label: t('providers.refreshModels'), onSelect: onList },
    { kind: 'line' },
    { kind: 'act', label: t('providers.remove'), onSelect: onRemove },
  ]
  return (
    <Menu
      label={label}
      entries={entries}
      align="end"
      trigger={trigger => <IconButton {...trigger} label={label} icon={Ellipsis} size="small" />}
    />
  )
}

interface RemedyProps {
  readonly provider: Provider
  readonly connection: Connection | undefined
  readonly onLookAgain: () => void
}

/** The one thing to press, where it is something this page can do. */
const Remedy = ({ provider, connection, onLookAgain }: RemedyProps): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  if (connection?.state !== 'failed') return null
  switch (connection.error.type) {
    case 'key-refused':
    case 'access-denied':
      return (
        <Button kind="accent" size="small" onClick={() => navigate(providerPath('key', provider.id))}>
          {t('providers.replaceKey')}
        </Button>
      )
    case 'key-missing':
      return (
        <Button kind="accent" size="small" onClick={() => navigate(providerPath('key', provider.id))}>
          {t('providers.addKey')}
        </Button>
      )
    case 'cors-blocked':
    case 'local-network-denied':
    case 'local-network-unasked':
      return presetOf(provider).isOwnServer ? <LookAgain onLook={onLookAgain} /> : null
    case 'not-an-api':
    case 'mixed-content':
    case 'host-unreachable':
      return (
        <>
          {presetOf(provider).isOwnServer && <LookAgain onLook={onLookAgain} />}
          <Button kind="accent" size="small" onClick={() => navigate(providerPath('edit', provider.id))}>
            {t('providers.changeAddress')}
          </Button>
        </>
      )
    default:
      return null
  }
}

const LookAgain = ({ onLook }: { readonly onLook: () => void }): ReactNode => {
  const t = useText()
  return (
    <Button kind="accent" size="small" onClick={onLook}>
      {t('providers.lookAgain')}
    </Button>
  )
}
