/**
 * Looks for model servers on this machine, quickly and quietly. Where the browser would ask the person for a
 * permission first, it is asked only when the person has asked to look.
 */

import type { ModelInfo, ProviderConfig } from '@weft/shared/schema/provider.ts'
import { createId } from '@weft/shared/ids.ts'
import type { Clock, Random } from '@weft/shared/env.ts'
import { addressSpaceOf } from './address-space.ts'
import { createDeadline } from './deadline.ts'
import { maxListLength, readModelList } from './model-list.ts'
import { type Preset, presets } from './presets.ts'
import { readBody } from './read-body.ts'
import type { LocalNetworkPermission, Surroundings } from './surroundings.ts'

export interface LocalServer {
  readonly preset: string
  readonly baseUrl: string
  readonly models: readonly ModelInfo[]
  /** It is there, but does not let this page in: `server-help.ts` says what to do. */
  readonly isBlocked?: boolean
}

export interface Discovery {
  readonly servers: readonly LocalServer[]
  /** The browser does not let this page look, so nobody knows what is there. */
  readonly isDenied: boolean
}

export interface DiscoveryDeps {
  readonly clock: Clock
  readonly random: Random
  readonly surroundings: Surroundings
  /** The person asked to look, so a permission may be asked for. */
  readonly mayAsk: boolean
}

/** A server on this machine answers in a few milliseconds; a permission takes the person a while. */
const quickly = 500
const whileAsked = 30_000

/** Ports that are theirs alone. On the others, something that refuses to be read may be anything. */
const ownPorts = new Set(['ollama', 'lm-studio'])

export const discoverLocal = async (deps: DiscoveryDeps): Promise<Discovery> => {
  const permission = await permissionOf(deps.surroundings)
  if (permission === 'denied') return { servers: [], isDenied: true }
  if (permission === 'prompt' && !deps.mayAsk) return { servers: [], isDenied: false }
  const time = permission === 'prompt' ? whileAsked : quickly
  const own = presets.filter(preset => preset.isOwnServer)
  const found = await Promise.all(own.map(preset => probe(preset, time, deps)))
  const servers = found.filter(server => server !== undefined)
  // The person may have been asked meanwhile, and have said no.
  const isDenied = servers.length === 0 && (await permissionOf(deps.surroundings)) === 'denied'
  return { servers, isDenied }
}

/** A page of this machine needs none. */
const permissionOf = async (surroundings: Surroundings): Promise<LocalNetworkPermission> =>
  addressSpaceOf(hostOf(surroundings.ownOrigin)) === 'loopback'
    ? 'granted'
    : surroundings.localNetworkPermission('loopback')

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).hostname : '')

const probe = async (preset: Preset, time: number, deps: DiscoveryDeps): Promise<LocalServer | undefined> => {
  const text = await read(`${preset.baseUrl}/models`, time, deps)
  if (text !== undefined) return serverOf(preset, text, deps)
  if (!ownPorts.has(preset.id)) return undefined
  const isThere = (await read(preset.baseUrl, time, deps, { mode: 'no-cors' })) !== undefined
  return isThere ? { preset: preset.id, baseUrl: preset.baseUrl, models: [], isBlocked: true } : undefined
}

/** What answers on a port is told by who it says its models belong to, where it says so. */
const ownedBy: readonly (readonly [RegExp, string])[] = [
  [/"owned_by"\s*:\s*"llamacpp"/, 'llama-cpp'],
  [/"owned_by"\s*:\s*"vllm"/, 'vllm'],
]

const serverOf = (preset: Preset, text: string, deps: DiscoveryDeps): LocalServer | undefined => {
  const id = ownedBy.find(([pattern]) => pattern.test(text))?.[1] ?? preset.id
  const provider: ProviderConfig = {
    id: createId(deps.random, 'prv'),
    dialect: preset.dialect,
    preset: id,
    name: preset.name,
    baseUrl: preset.baseUrl,
  }
  const models = readModelList(text, provider)
  return models.ok ? { preset: id, baseUrl: preset.baseUrl, models: models.value } : undefined
}

/** The body of a 200; an empty text where it may not be read; undefined when nothing answers in time, or without an end. */
const read = async (
  url: string,
  time: number,
  { clock, surroundings }: DiscoveryDeps,
  init: RequestInit = {},
): Promise<string | undefined> => {
  const deadline = createDeadline<'slow'>(clock, new AbortController().signal)
  deadline.set(time, 'slow')
  try {
    const response = await surroundings.fetch(url, {
      ...init,
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      redirect: init.mode === 'no-cors' ? 'follow' : 'error',
      signal: deadline.signal,
    })
    if (response.type === 'opaque') return ''
    return response.ok ? await readBody(response, maxListLength) : undefined
  } catch {
    return undefined
  } finally {
    deadline.close()
  }
}
