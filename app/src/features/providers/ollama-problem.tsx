/** What an Ollama did not do: what, why in its own words or by what is known, what was kept, and how to be let in. */

import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import type { EngineError } from '../../worker/api.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import styles from './connection-result.module.css'
import { connectionText, isProviderError, saidBy } from './connection-text.ts'
import { presetOf } from './presets.ts'
import type { ProviderError } from './provider-error.ts'
import { serverHelp } from './server-help.ts'
import { ServerHelpSteps } from './server-help-steps.tsx'

export interface OllamaProblemProps {
  readonly provider: ProviderRow
  readonly error: ProviderError | EngineError
  /** Such as “llama3.2 was not pulled.” */
  readonly what: string
  readonly kept: string
}

export const OllamaProblem = ({ provider, error, what, kept }: OllamaProblemProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const isProviders = isProviderError(error)
  const preset = presetOf(provider)
  const place = { preset, baseUrl: provider.baseUrl, origin: window.location.origin }
  const subject = { ...place, name: provider.name, isOwnServer: true, kept: 'saved' } as const
  const said = isProviders ? saidBy(error, provider, t) : []
  const why = isProviders && said.length === 0 ? [connectionText(error, subject, t, format).title] : said
  return (
    <div className={styles.result} role="alert">
      <Icon of={CircleAlert} tone="danger" />
      <div className={styles.words}>
        <p>
          <span className={styles.danger}>{what}</span> {[...why, kept].join(' ')}
        </p>
        <ServerHelpSteps steps={isProviders ? serverHelp(error.type, place) : []} />
      </div>
    </div>
  )
}
