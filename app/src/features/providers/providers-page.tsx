/** Where answers come from: the list of providers, the form for one, and the models of one. */

import type { ProviderId } from '@weft/shared/ids.ts'
import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation, useSearch } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { useToast } from '../../ui/toasts.tsx'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { SettingsList } from '../../ui/settings-item.tsx'
import { takesFocusFrom, useReturnFocus } from '../../ui/use-return-focus.ts'
import type { ProviderModels } from '../workspace/join-models.ts'
import type { KeyHint } from '../workspace/key-hints.ts'
import { useCredentialHints, useModels } from '../workspace/queries.ts'
import type { ProviderRow as Provider } from '../workspace/tables.ts'
import { ModelsPage } from './models-page.tsx'
import { ProviderForm } from './provider-form.tsx'
import { addProviderPath, parseProvidersView, providersPath } from './provider-paths.ts'
import { ProviderRow } from './provider-row.tsx'
import styles from './providers-page.module.css'
import { useMonthCosts } from './queries.ts'
import { type Connections, useConnections } from './use-connections.ts'
import { useRemoveProvider } from './use-remove-provider.ts'
import { useSyncedKey } from './use-synced-key.ts'

export const ProvidersPage = (): ReactNode => {
  const view = parseProvidersView(useSearch())
  const providers = useModels()
  const hints = useCredentialHints()
  const connections = useConnections()
  // A form that began without the hint would take away what it does not know of.
  if (!providers || !hints) return null

  const open =
    'providerId' in view ? providers.find(({ provider }) => provider.id === view.providerId) : undefined
  if (view.view === 'models' && open) return <ModelsPage models={open} connections={connections} />
  return (
    <ProvidersList
      providers={providers}
      hints={hints}
      connections={connections}
      adding={view.view === 'add' ? view.preset : undefined}
      editing={open ? { id: open.provider.id, atKey: view.view === 'key' } : undefined}
    />
  )
}

interface ProvidersListProps {
  readonly providers: readonly ProviderModels[]
  readonly hints: ReadonlyMap<string, KeyHint>
  readonly connections: Connections
  /** The preset a new provider begins with, while its form is open. */
  readonly adding: string | undefined
  readonly editing: { readonly id: ProviderId; readonly atKey: boolean } | undefined
}

const ProvidersList = ({ providers, hints, connections, adding, editing }: ProvidersListProps): ReactNode => {
  const t = useText()
  const toast = useToast()
  const [, navigate] = useLocation()
  const costs = useMonthCosts()
  const { remove, failure, clearFailure } = useRemoveProvider()
  const syncedKey = useSyncedKey()
  useReturnFocus(adding === undefined ? editing?.id : 'add')

  const close = (): void => navigate(providersPath, { replace: true })
  const saved = (provider: Pick<Provider, 'workspaceId' | 'id' | 'name'>): void => {
    close()
    toast({ text: t('providers.savedToast', { name: provider.name }) })
    void connections.list(provider)
  }
  const namesBeside = (id?: ProviderId): readonly string[] =>
    providers.filter(({ provider }) => provider.id !== id).map(({ provider }) => provider.name)

  return (
    <>
      <PageHead title={t('providers.title')} lead={t('providers.about')} />
      {failure && <EngineNotice error={failure} onClose={clearFailure} />}
      {syncedKey.failure && <EngineNotice error={syncedKey.failure} onClose={syncedKey.clearFailure} />}
      {providers.length > 0 && (
        <SettingsList>
          {providers.map(models => {
            const { provider } = models
            const hint = hints.get(provider.id)
            return editing?.id === provider.id ? (
              <ProviderForm
                key={provider.id}
                provider={provider}
                hint={hint}
                namesBeside={namesBeside(provider.id)}
                atKey={editing.atKey}
                onSaved={saved}
                onCancel={close}
              />
            ) : (
              <ProviderRow
                key={provider.id}
                models={models}
                hint={hint}
                cost={costs.get(provider.id)}
                connection={connections.of(provider.id)}
                onTest={() => void connections.test(provider)}
                onLookAgain={() => void connections.lookAgain(provider)}
                onList={() => void connections.list(provider)}
                onForget={() => connections.forget(provider.id)}
                onRemove={() => void remove(provider)}
                onUseSyncedKey={() => void syncedKey.use(provider)}
              />
            )
          })}
        </SettingsList>
      )}
      {adding === undefined ? (
        <AddProvider isFirst={providers.length === 0} onAdd={() => navigate(addProviderPath())} />
      ) : (
        <SettingsList heading={t('providers.addTitle')} plain>
          <ProviderForm preset={adding} namesBeside={namesBeside()} onSaved={saved} onCancel={close} />
        </SettingsList>
      )}
    </>
  )
}

interface AddProviderProps {
  readonly isFirst: boolean
  readonly onAdd: () => void
}

const AddProvider = ({ isFirst, onAdd }: AddProviderProps): ReactNode => {
  const t = useText()
  return (
    <div className={styles.add} data-first={isFirst || undefined}>
      {isFirst && <p className={styles.none}>{t('providers.none')}</p>}
      <Button kind={isFirst ? 'main' : 'plain'} icon={Plus} onClick={onAdd} {...takesFocusFrom('add')}>
        {t('providers.add')}
      </Button>
    </div>
  )
}
