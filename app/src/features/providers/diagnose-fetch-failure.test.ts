import { testClock } from '@weft/shared/testing/env.ts'
import { afterEach, expect, it } from 'vitest'
import { diagnoseFetchFailure } from './diagnose-fetch-failure.ts'
import type { ProviderErrorType } from './provider-error.ts'
import type { LocalNetworkPermission, Surroundings } from './surroundings.ts'

interface World {
  readonly target?: string
  readonly own?: string
  readonly online?: boolean
  readonly permission?: LocalNetworkPermission
  readonly policy?: boolean
  /** Which probes get through: `no-cors` to the target, reading it, the own server. */
  readonly answers?: readonly ('target' | 'readable' | 'own')[]
}

const diagnose = async (world: World): Promise<ProviderErrorType> => {
  const target = world.target ?? 'https://api.example.org/v1'
  const own = world.own ?? 'https://weft.example'
  const answers = world.answers ?? []
  const surroundings: Surroundings = {
    isOnline: () => world.online ?? true,
    ownOrigin: own,
    localNetworkPermission: async () => world.permission ?? 'unknown',
    wasBlockedByPolicy: async origin => (world.policy ?? false) && origin === new URL(target).origin,
    fetch: async (url, init) => {
      const kind = url.startsWith(own) ? 'own' : init.mode === 'no-cors' ? 'target' : 'readable'
      if (!answers.includes(kind)) throw new TypeError('Failed to fetch')
      return new Response('')
    },
  }
  return (await diagnoseFetchFailure(target, { clock: testClock(), surroundings })).type
}

const lan = 'http://192.168.1.20:11434/v1'
const local = 'http://localhost:11434/v1'

it.each<[string, World, ProviderErrorType]>([
  ['the policy has refused it', { policy: true, online: false }, 'csp-blocked'],
  ['the browser is offline', { online: false, answers: ['target'] }, 'network-offline'],
  [
    'offline, yet this machine is always there',
    { online: false, target: local, permission: 'granted' },
    'host-unreachable',
  ],
  ['plain http far away from https', { target: 'http://api.example.org/v1' }, 'mixed-content'],
  [
    'plain http in the house from https, in a browser without the permission',
    { target: lan },
    'mixed-content',
  ],
  [
    'plain http in the house, not yet allowed',
    { target: lan, permission: 'prompt' },
    'local-network-unasked',
  ],
  [
    'this machine from afar, not yet allowed',
    { target: local, permission: 'prompt' },
    'local-network-unasked',
  ],
  ['plain http in the house, refused', { target: lan, permission: 'denied' }, 'local-network-denied'],
  [
    'plain http in the house, allowed, nobody there',
    { target: lan, permission: 'granted' },
    'host-unreachable',
  ],
  [
    'plain http in the house, allowed, not let in',
    { target: lan, permission: 'granted', answers: ['target'] },
    'cors-blocked',
  ],
  ['this machine from afar, refused', { target: local, permission: 'denied' }, 'local-network-denied'],
  [
    'this machine from afar, allowed, nobody there',
    { target: local, permission: 'granted' },
    'host-unreachable',
  ],
  [
    'this machine from itself: no permission is asked',
    { target: local, own: 'http://localhost:8787', permission: 'denied' },
    'host-unreachable',
  ],
  [
    'this machine from itself, not let in',
    { target: local, own: 'http://localhost:8787', answers: ['target'] },
    'cors-blocked',
  ],
  ['something answers, but not to this page', { answers: ['target', 'own'] }, 'cors-blocked'],
  [
    'something answers to this page: only the connection broke',
    { answers: ['target', 'readable', 'own'] },
    'stream-cut',
  ],
  ['nothing answers, our own server does', { answers: ['own'] }, 'host-unreachable'],
  ['nothing answers, not even our own server', {}, 'network-offline'],
  [
    'nothing answers, and our own server is this machine',
    { own: 'http://localhost:8787' },
    'host-unreachable',
  ],
])('%s', async (_, world, type) => {
  expect(await diagnose(world)).toBe(type)
})

it('does not wait for a probe that never answers', async () => {
  const clock = testClock()
  const surroundings: Surroundings = {
    isOnline: () => true,
    ownOrigin: 'http://localhost:8787',
    localNetworkPermission: async () => 'granted',
    wasBlockedByPolicy: async () => false,
    fetch: (_url, init) =>
      new Promise((_resolve, reject) =>
        init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      ),
  }
  const diagnosis = diagnoseFetchFailure('https://api.example.org/v1', { clock, surroundings })
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  clock.advance(4_000)
  expect(await diagnosis).toEqual({ type: 'host-unreachable' })
})

afterEach(() => {
  Reflect.deleteProperty(Request.prototype, 'targetAddressSpace')
})

it('asks for a name in the house as the call did, in a browser that wants to know where it lies', async () => {
  Object.defineProperty(Request.prototype, 'targetAddressSpace', { configurable: true, value: 'local' })
  const surroundings: Surroundings = {
    isOnline: () => true,
    ownOrigin: 'https://weft.example',
    localNetworkPermission: async () => 'granted',
    wasBlockedByPolicy: async () => false,
    // It takes plain http for mixed content unless it is told, and the server lets no page in.
    fetch: async (_url, init) => {
      const isTold = 'targetAddressSpace' in init && init.targetAddressSpace === 'local'
      if (!isTold || init.mode !== 'no-cors') throw new TypeError('Failed to fetch')
      return new Response('')
    },
  }
  const diagnosis = diagnoseFetchFailure('http://nas:11434/v1', { clock: testClock(), surroundings })
  expect(await diagnosis).toEqual({ type: 'cors-blocked' })
})
