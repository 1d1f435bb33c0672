/** The first screen: where answers come from, in one press, or a look around. Nothing here is a wall. */

import { ChevronRight } from 'lucide-react'
import { type ReactNode, useContext } from 'react'
import { Link, Redirect, useLocation } from 'wouter'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { speakOfWelcome } from '../../ui/i18n/catalogues/en-welcome.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loom } from '../../ui/signs/loom.tsx'
import { Mark } from '../../ui/signs/mark.tsx'
import type { LocalServer } from '../providers/discover-local.ts'
import { addProviderPath } from '../providers/provider-paths.ts'
import { usePageTitle } from '../threads/use-page-title.ts'
import { useAnswerers } from '../workspace/queries.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { serverName, useLocalServers } from './use-local-servers.ts'
import { useAddServer } from './use-add-server.ts'
import { useSmallModel } from './use-small-model.ts'
import { WelcomedContext } from './welcomed.ts'
import styles from './welcome-page.module.css'

speakOfWelcome()

const settingsOfDeviceModels = '/settings/device-models'

export const WelcomePage = (): ReactNode => {
  const t = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const welcomed = useContext(WelcomedContext)
  const servers = useLocalServers()
  const { add, adding, problem, clearProblem } = useAddServer()
  const answerers = useAnswerers()
  const small = useSmallModel()
  usePageTitle(t('welcome.whereFrom'))

  const leave = (path: string): void => {
    welcomed.write('1')
    navigate(path)
  }

  const use = async (server: LocalServer): Promise<void> => {
    if (await add(server)) leave('/')
  }

  // Back from where one was added: this page has no more to ask.
  if (answerers?.length && adding === undefined) return <Redirect to="/" replace />
  return (
    <main className={styles.first}>
      <div className={styles.text}>
        <span className={styles.wordmark}>
          <Mark size={24} />
          {t('common.name')}
        </span>
        <div className={styles.body}>
          <h1 className={styles.title}>{t('welcome.title')}</h1>
          <p className={styles.lead}>{t('welcome.lead')}</p>
          {problem && <EngineNotice error={problem} onClose={clearProblem} />}
          <ul className={styles.ways} aria-label={t('welcome.whereFrom')}>
            <Way
              title={t('welcome.useKey')}
              text={t('welcome.useKeyText')}
              href={addProviderPath()}
              onGo={() => welcomed.write('1')}
            />
            {servers?.map(server => (
              <FoundServer
                key={server.baseUrl}
                server={server}
                busy={adding === server.baseUrl}
                onUse={() => void use(server)}
                onBlocked={() => leave(addProviderPath(server.preset))}
              />
            ))}
            {!servers?.length && (
              <Way
                title={t('welcome.useServer')}
                badge={servers === undefined ? t('welcome.lookingForServer') : undefined}
                text={t('welcome.useServerText')}
                href={addProviderPath('ollama')}
                onGo={() => welcomed.write('1')}
              />
            )}
            {small !== 'none' && (
              <Way
                title={t('models.useDevice')}
                text={
                  small
                    ? t('welcome.useDeviceText', { size: format.bytes(small.downloadBytes) })
                    : t('welcome.lookingAtDevice')
                }
                href={settingsOfDeviceModels}
                onGo={() => welcomed.write('1')}
              />
            )}
          </ul>
        </div>
        <div className={styles.others}>
          <Button kind="accent" onClick={() => leave('/settings/data/import')}>
            {t('welcome.bring')}
          </Button>
          <Button kind="accent" onClick={() => leave('/settings/sync')}>
            {t('welcome.pair')}
          </Button>
          <Button kind="accent" onClick={() => leave('/')}>
            {t('welcome.lookAround')}
          </Button>
        </div>
      </div>
      <div className={styles.cloth}>
        <Loom shape="cloth" />
      </div>
    </main>
  )
}

interface WayProps {
  readonly title: string
  readonly text: string
  readonly badge?: string | undefined
  readonly href: string
  readonly onGo: () => void
}

const Way = ({ title, text, badge, href, onGo }: WayProps): ReactNode => (
  <li>
    <Link className={styles.way} href={href} onClick={onGo}>
      <WayWords title={title} text={text} badge={badge} />
      <Icon of={ChevronRight} flip tone="quiet" />
    </Link>
  </li>
)

interface FoundServerProps {
  readonly server: LocalServer
  readonly busy: boolean
  readonly onUse: () => void
  /** It is there but does not let this page in; the form says what to do. */
  readonly onBlocked: () => void
}

const FoundServer = ({ server, busy, onUse, onBlocked }: FoundServerProps): ReactNode => {
  const t = useText()
  const name = serverName(server)
  const isOpen = server.models.length > 0
  return (
    <li>
      <button
        type="button"
        className={styles.way}
        aria-busy={busy || undefined}
        onClick={isOpen ? onUse : onBlocked}
      >
        <WayWords
          title={t('welcome.useServer')}
          badge={t('welcome.foundServer', { name })}
          text={
            busy
              ? t('welcome.adding')
              : isOpen
                ? t('welcome.modelsFound', { count: server.models.length })
                : t('welcome.useServerText')
          }
        />
        <Icon of={ChevronRight} flip tone="quiet" />
      </button>
    </li>
  )
}

interface WayWordsProps {
  readonly title: string
  readonly text: string
  readonly badge: string | undefined
}

const WayWords = ({ title, text, badge }: WayWordsProps): ReactNode => (
  <span className={styles.words}>
    <span className={styles.name}>
      {title}
      {badge !== undefined && <Badge line>{badge}</Badge>}
    </span>
    <span className={styles.sub}>{text}</span>
  </span>
)
