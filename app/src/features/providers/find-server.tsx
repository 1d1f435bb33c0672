/**
 * Looks for a server on this machine while one is being added: at once where no permission is needed, and when asked.
 * One that is there is taken with a press; one that does not let this page in gets its help.
 */

import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import type { Discovery, LocalServer } from './discover-local.ts'
import { usePage } from '../../worker/page-context.ts'
import styles from './find-server.module.css'
import { type Preset, presets } from './presets.ts'
import { serverHelp } from './server-help.ts'
import { ServerHelpSteps } from './server-help-steps.tsx'

export interface FindServerProps {
  /** What is looked for first; the other kinds are found too. */
  readonly preset: Preset
  /** The address that is typed. */
  readonly baseUrl: string
  readonly onUse: (server: LocalServer) => void
}

export const FindServer = ({ preset, baseUrl, onUse }: FindServerProps): ReactNode => {
  const t = useText()
  const { found, isLooking, look } = useFoundServers()
  const others = found?.servers.filter(server => server.isBlocked || server.baseUrl !== baseUrl)
  return (
    <div className={styles.find}>
      <Button size="small" busy={isLooking} busyLabel={t('providers.looking')} onClick={() => void look()}>
        {t(found === undefined ? 'providers.look' : 'providers.lookAgain')}
      </Button>
      <div role="status" className={styles.found}>
        {others?.map(server => (
          <Found key={server.baseUrl} server={server} onUse={() => onUse(server)} />
        ))}
        {found?.servers.length === 0 &&
          (found.isDenied ? <Denied preset={preset} /> : <NoneFound preset={preset} />)}
      </div>
    </div>
  )
}

interface FoundServers {
  /** Undefined until the person has asked, or something was there anyway. */
  readonly found: Discovery | undefined
  readonly isLooking: boolean
  readonly look: () => Promise<void>
}

const useFoundServers = (): FoundServers => {
  const { engine } = usePage()
  const [found, setFound] = useState<Discovery>()
  const [isLooking, setLooking] = useState(false)

  useEffect(() => {
    let current = true
    void engine.discoverLocal().then(there => {
      if (current && there.servers.length > 0) setFound(before => before ?? there)
    })
    return () => {
      current = false
    }
  }, [engine])

  return {
    found,
    isLooking,
    look: async () => {
      setLooking(true)
      setFound(await engine.discoverLocal(true))
      setLooking(false)
    },
  }
}

interface FoundProps {
  readonly server: LocalServer
  readonly onUse: () => void
}

const Found = ({ server, onUse }: FoundProps): ReactNode => {
  const t = useText()
  const preset = presets.find(({ id }) => id === server.preset)
  const { host } = new URL(server.baseUrl)
  const name = preset?.name ?? host
  if (!server.isBlocked)
    return (
      <span className={styles.one}>
        {t('providers.foundAt', { name, host })}
        <Button kind="accent" size="small" onClick={onUse}>
          {t('providers.useFound', { name })}
        </Button>
      </span>
    )
  return (
    <>
      <span>{t('providers.foundBlocked', { name, host })}</span>
      {preset && (
        <ServerHelpSteps
          steps={serverHelp('cors-blocked', {
            preset,
            baseUrl: server.baseUrl,
            origin: window.location.origin,
          })}
        />
      )}
    </>
  )
}

/** Nothing could be looked at: a server that is started, as `NoneFound` says, would not be found either. */
const Denied = ({ preset }: Pick<FindServerProps, 'preset'>): ReactNode => {
  const t = useText()
  const place = { preset, baseUrl: preset.baseUrl, origin: window.location.origin }
  return (
    <>
      <span>
        {t('providers.failLocalNetwork')} {t('providers.failLocalNetworkAct')}
      </span>
      <ServerHelpSteps steps={serverHelp('local-network-denied', place)} />
    </>
  )
}

const NoneFound = ({ preset }: Pick<FindServerProps, 'preset'>): ReactNode => {
  const t = useText()
  const place = { preset, baseUrl: preset.baseUrl, origin: window.location.origin }
  return (
    <>
      <span>{t('providers.foundNone')}</span>
      <ServerHelpSteps steps={serverHelp('host-unreachable', place)} />
    </>
  )
}
