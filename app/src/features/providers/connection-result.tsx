/** What came of a test, under the thing that was tested: it works, or which part does not and what to do. */

import { Check, CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { Connection } from './connection.ts'
import styles from './connection-result.module.css'
import { connectionText, type ConnectionSubject } from './connection-text.ts'
import { CopyLine } from './copy-line.tsx'
import type { Preset } from './presets.ts'
import { serverHelp } from './server-help.ts'
import { ServerHelpSteps } from './server-help-steps.tsx'

export interface ConnectionResultProps {
  readonly connection: Connection | undefined
  readonly subject: ConnectionSubject
  readonly preset: Preset
  /** One thing to press, such as “Replace key”. */
  readonly act?: ReactNode
}

/** Always in the page, so that what comes into it is announced. */
export const ConnectionResult = ({ connection, subject, preset, act }: ConnectionResultProps): ReactNode => (
  <div role="status">{connection && <Outcome {...{ connection, subject, preset, act }} />}</div>
)

const Outcome = ({
  connection,
  ...rest
}: ConnectionResultProps & { readonly connection: Connection }): ReactNode => {
  switch (connection.state) {
    case 'testing':
    case 'listing':
      return null
    case 'works':
    case 'listed':
      return <Works connection={connection} />
    case 'failed':
      return <Failed connection={connection} {...rest} />
    case 'not-kept':
      return null
  }
}

type Working = Extract<Connection, { readonly state: 'works' | 'listed' }>

const Works = ({ connection }: { readonly connection: Working }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const when = format.ago(connection.at, useNow())
  const count = connection.models
  return (
    <p className={styles.result}>
      <Icon of={Check} tone="good" />
      <span>
        <span className={styles.good}>
          {connection.state === 'works' ? t('providers.works') : t('providers.ready', { count })}
        </span>{' '}
        {connection.state === 'works' &&
          t(count === 0 ? 'providers.worksNoModels' : 'providers.worksText', {
            time: format.milliseconds(connection.latency),
            count,
            when,
          })}
        {connection.state === 'listed' && count === 0 && t('providers.addByHand')}
      </span>
    </p>
  )
}

type FailedConnection = Extract<Connection, { readonly state: 'failed' }>

const Failed = ({
  connection: { error, elsewhere },
  subject,
  preset,
  act,
}: Omit<ConnectionResultProps, 'connection'> & { readonly connection: FailedConnection }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { title, text } = connectionText(error, subject, t, format)
  const steps = URL.canParse(subject.baseUrl) ? serverHelp(error.type, { ...subject, preset }) : []
  return (
    <div className={styles.result}>
      <Icon of={CircleAlert} tone="danger" />
      <div className={styles.words}>
        <p>
          <span className={styles.danger}>{title}</span> {text}
        </p>
        {elsewhere === undefined ? (
          <ServerHelpSteps steps={steps} />
        ) : (
          <>
            <span>{t('providers.foundElsewhere', { name: preset.name })}</span>
            <CopyLine text={elsewhere} />
          </>
        )}
        {act && <div className={styles.act}>{act}</div>}
      </div>
    </div>
  )
}
