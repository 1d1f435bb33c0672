import { useEffect, useState } from 'react'
import type { LocalServer } from '../providers/discover-local.ts'
import { usePage } from '../../worker/page-context.ts'
import { presets } from '../providers/presets.ts'

/** Servers for models that answer on this machine; `undefined` while they are looked for. */
export const useLocalServers = (): readonly LocalServer[] | undefined => {
  const { engine } = usePage()
  const [servers, setServers] = useState<readonly LocalServer[]>()
  useEffect(() => {
    let current = true
    void engine.discoverLocal().then(found => current && setServers(found.servers))
    return () => {
      current = false
    }
  }, [engine])
  return servers
}

export const serverName = ({ preset, baseUrl }: LocalServer): string =>
  presets.find(({ id }) => id === preset)?.name ?? baseUrl
