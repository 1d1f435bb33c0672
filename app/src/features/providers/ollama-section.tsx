/** What lies on an Ollama: its models and what they take, with pulling more and removing some. */

import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem, SettingsList } from '../../ui/settings-item.tsx'
import type { ProviderRow } from '../workspace/tables.ts'
import { OllamaModelItem } from './ollama-model-item.tsx'
import { OllamaProblem, type OllamaProblemProps } from './ollama-problem.tsx'
import styles from './ollama-section.module.css'
import { PullForm } from './pull-form.tsx'
import { PullItem } from './pull-item.tsx'
import { useDropModel } from './use-drop-model.ts'
import { useOllamaModels } from './use-ollama-models.ts'
import { useOllamaPulls } from './use-ollama-pulls.ts'

export const OllamaSection = ({ provider }: { readonly provider: ProviderRow }): ReactNode => {
  const t = useText()
  const { pulls, start, stop, forget } = useOllamaPulls(provider)
  const pulled = pulls.filter(({ state }) => state === 'done').length
  const { models, failure, isLooking, look } = useOllamaModels(provider, pulled)
  const { drop, dropping, failures } = useDropModel(provider)

  return (
    <div className={styles.section}>
      <SettingsList heading={t('providers.onServer', { name: provider.name })}>
        <SettingsItem title={t('providers.pullTitle')} facts={t('providers.pullAbout')}>
          <PullForm onPull={model => start(provider, model)} />
        </SettingsItem>
        {pulls.map(pull => (
          <PullItem
            key={pull.model}
            provider={provider}
            pull={pull}
            onStop={() => stop(provider.id, pull.model)}
            onAgain={() => start(provider, pull.model)}
            onClose={() => forget(provider.id, pull.model)}
          />
        ))}
        {failure && <Unlisted provider={provider} error={failure} />}
        {models?.map(model => (
          <OllamaModelItem
            key={model.name}
            provider={provider}
            model={model}
            dropping={dropping.get(model.name)}
            failure={failures.get(model.name)}
            onDrop={async from => {
              if (await drop(model.name, from)) await look()
            }}
          />
        ))}
      </SettingsList>
      <div className={styles.foot}>
        <span className={styles.none} role="status">
          {models?.length === 0 && !failure && t('providers.noneOnServer')}
        </span>
        <Button size="small" busy={isLooking} busyLabel={t('providers.looking')} onClick={() => void look()}>
          {t('providers.lookAgain')}
        </Button>
      </div>
    </div>
  )
}

interface UnlistedProps {
  readonly provider: ProviderRow
  readonly error: OllamaProblemProps['error']
}

const Unlisted = ({ provider, error }: UnlistedProps): ReactNode => {
  const t = useText()
  return (
    <div className={styles.problem}>
      <OllamaProblem
        provider={provider}
        error={error}
        what={t('providers.notListed', { name: provider.name })}
        kept={t('providers.notListedKept')}
      />
    </div>
  )
}
