/**
 * What a person does so that a server of their own can be reached from this page: the very line, with this page's
 * origin in it. Pure; `server-help-steps.tsx` draws it.
 *
 * Sources, as of November 2026: docs/faq.mdx of Ollama, `lms server start --help` of LM Studio, tools/server/README.md
 * of llama.cpp (`--cors-origins`), `vllm serve --help` (`--allowed-origins`), and for the permission
 * https://wicg.github.io/local-network-access/ with the site settings of Chromium.
 */

import type { TextKey } from '../../ui/i18n/translate.ts'
import { addressSpaceOf } from './address-space.ts'
import type { Preset } from './presets.ts'
import type { ProviderErrorType } from './provider-error.ts'

export interface HelpStep {
  readonly words: TextKey
  /** To be copied: a command, a line of a file, or an address. */
  readonly line?: string
}

export interface HelpPlace {
  readonly preset: Preset
  readonly baseUrl: string
  /** Origin of this page. */
  readonly origin: string
}

export const serverHelp = (problem: ProviderErrorType, place: HelpPlace): readonly HelpStep[] => {
  switch (problem) {
    case 'cors-blocked':
      return letIn[place.preset.id]?.(place.origin) ?? []
    case 'host-unreachable':
      return startHelp(place)
    case 'mixed-content':
      return tunnelHelp(place.baseUrl)
    case 'local-network-denied':
    case 'local-network-unasked':
      return [{ words: 'providers.helpSiteSettings', line: siteSettings(place.origin) }]
    default:
      return []
  }
}

const letIn: Readonly<Record<string, (origin: string) => readonly HelpStep[]>> = {
  ollama: origin => [
    { words: 'providers.helpMac', line: `launchctl setenv OLLAMA_ORIGINS "${origin}"` },
    { words: 'providers.helpWindows', line: `setx OLLAMA_ORIGINS "${origin}"` },
    { words: 'providers.helpLinux', line: 'sudo systemctl edit ollama.service' },
    { words: 'providers.helpLinuxWrite', line: `[Service]\nEnvironment="OLLAMA_ORIGINS=${origin}"` },
    { words: 'providers.helpLinuxRestart', line: 'sudo systemctl restart ollama.service' },
    { words: 'providers.helpTerminal', line: `OLLAMA_ORIGINS=${origin} ollama serve` },
    { words: 'providers.helpMoreOrigins' },
  ],
  'lm-studio': () => [{ words: 'providers.helpSwitchCors', line: 'lms server start --cors' }],
  'llama-cpp': origin => [{ words: 'providers.helpOptions', line: `llama-server --cors-origins ${origin}` }],
  vllm: origin => [{ words: 'providers.helpOptions', line: `vllm serve --allowed-origins '["${origin}"]'` }],
}

/** By the machine it is to answer: the one it runs on, or others too, which each of them must be told. */
const startHelp = ({ preset, baseUrl, origin }: HelpPlace): readonly HelpStep[] => {
  const { hostname, port } = new URL(baseUrl)
  const isHere = addressSpaceOf(hostname) === 'loopback'
  const where = isHere ? '' : ' --host 0.0.0.0'
  switch (preset.id) {
    case 'ollama':
      return [
        isHere
          ? { words: 'providers.helpOpenApp', line: 'ollama serve' }
          : {
              words: 'providers.helpExpose',
              line: `OLLAMA_HOST=0.0.0.0 OLLAMA_ORIGINS=${origin} ollama serve`,
            },
      ]
    case 'lm-studio':
      return [
        isHere
          ? { words: 'providers.helpStartServer', line: 'lms server start --cors' }
          : { words: 'providers.helpServeOnNetwork', line: 'lms server start --cors --bind 0.0.0.0' },
      ]
    case 'llama-cpp':
      return [{ words: 'providers.helpOptions', line: `llama-server${where} --port ${port || '80'}` }]
    case 'vllm':
      return [{ words: 'providers.helpOptions', line: `vllm serve${where} --port ${port || '80'}` }]
    default:
      return []
  }
}

/** A page on https may call plain http on the machine it is shown on, so the server is brought there. */
const tunnelHelp = (baseUrl: string): readonly HelpStep[] => {
  const { hostname, port, pathname } = new URL(baseUrl)
  if (addressSpaceOf(hostname) === 'public') return []
  const at = port || '80'
  return [
    { words: 'providers.helpTunnel', line: `ssh -N -L ${at}:localhost:${at} ${hostname}` },
    { words: 'providers.helpTunnelAddress', line: `http://localhost:${at}${pathname}` },
  ]
}

/** A page may not lead there; a person may. */
const siteSettings = (origin: string): string =>
  `chrome://settings/content/siteDetails?site=${encodeURIComponent(origin)}`
