/** The models of one provider: its own list with the person's additions, what they cost, and which are shown. */

import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { useNow } from '../../ui/use-now.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import type { ProviderModels } from '../workspace/join-models.ts'
import { AddModel } from './add-model.tsx'
import { ConnectionResult } from './connection-result.tsx'
import styles from './models-page.module.css'
import { ModelsTable } from './models-table.tsx'
import { OllamaSection } from './ollama-section.tsx'
import { presetOf } from './presets.ts'
import { pricesAsOf } from './prices.ts'
import { providersPath } from './provider-paths.ts'
import type { Connections } from './use-connections.ts'

export interface ModelsPageProps {
  readonly models: ProviderModels
  readonly connections: Connections
}

/** Below this many a person finds one by looking. */
const worthSearching = 12

export const ModelsPage = ({ models: entry, connections }: ModelsPageProps): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const { provider, models } = entry
  const [words, setWords] = useState('')
  const [adding, setAdding] = useState(false)
  const wanted = words.trim().toLowerCase()
  const shown = models.filter(({ modelId, name }) => `${name} ${modelId}`.toLowerCase().includes(wanted))

  return (
    <>
      <PageHead
        title={t('providers.modelsOf', { name: provider.name })}
        lead={t('providers.modelsAbout')}
        back={{ label: t('providers.backToProviders'), onBack: () => navigate(providersPath) }}
      />
      <div className={styles.tools}>
        {models.length > worthSearching && (
          <div className={styles.search}>
            <TextField
              type="search"
              label={t('providers.findModel')}
              labelHidden
              placeholder={t('providers.findModel')}
              value={words}
              onChange={setWords}
            />
          </div>
        )}
        <ListAgain entry={entry} connections={connections} />
        <Button icon={Plus} onClick={() => setAdding(true)} aria-expanded={adding}>
          {t('providers.addModel')}
        </Button>
      </div>
      {adding && <AddModel entry={entry} onClose={() => setAdding(false)} />}
      <ListResult entry={entry} connections={connections} />
      {shown.length > 0 && <ModelsTable provider={provider} models={shown} />}
      {shown.length === 0 && <Nothing words={words.trim()} />}
      {shown.length > 0 && <PriceNote />}
      {provider.preset === 'ollama' && <OllamaSection provider={provider} />}
    </>
  )
}

interface ListProps {
  readonly entry: ProviderModels
  readonly connections: Connections
}

const ListAgain = ({ entry: { provider, fetchedAt }, connections }: ListProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  return (
    <>
      <span className={styles.when}>
        {fetchedAt === undefined
          ? t('providers.neverListed')
          : t('providers.listedAt', { when: format.ago(fetchedAt, now) })}
      </span>
      <Button
        busy={connections.of(provider.id)?.state === 'listing'}
        busyLabel={t('providers.listing')}
        onClick={() => void connections.list(provider)}
      >
        {t('providers.refreshModels')}
      </Button>
    </>
  )
}

const ListResult = ({ entry: { provider }, connections }: ListProps): ReactNode => {
  const connection = connections.of(provider.id)
  const preset = presetOf(provider)
  return (
    <>
      <ConnectionResult
        // That it worked is told by the list itself.
        connection={connection?.state === 'failed' ? connection : undefined}
        preset={preset}
        subject={{
          name: provider.name,
          baseUrl: provider.baseUrl,
          isOwnServer: preset.isOwnServer,
          origin: window.location.origin,
          kept: 'saved',
        }}
      />
      {connection?.state === 'not-kept' && (
        <EngineNotice error={connection.error} onClose={() => connections.forget(provider.id)} />
      )}
    </>
  )
}

const Nothing = ({ words }: { readonly words: string }): ReactNode => {
  const t = useText()
  return (
    <p className={styles.nothing} role="status">
      {words === '' ? t('providers.noModels') : t('providers.noModelCalled', { words })}
    </p>
  )
}

const PriceNote = (): ReactNode => {
  const t = useText()
  const format = useFormat()
  return (
    <p className={styles.note}>
      {t('providers.pricesAbout', { date: format.day(Date.parse(`${pricesAsOf}T12:00`)) })}
    </p>
  )
}
