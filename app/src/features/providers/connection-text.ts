/**
 * What a failed test of a connection says: what is wrong, what the provider said, what was kept, and one thing to
 * do. The words of the provider are quoted, never interpreted.
 */

import type { Format } from '../../ui/format.ts'
import type { TextKey, Translate } from '../../ui/i18n/translate.ts'
import type { EngineError } from '../../worker/api.ts'
import type { ProviderError, ProviderErrorType } from './provider-error.ts'

interface Told {
  readonly title: TextKey
  readonly act: TextKey
}

const malformed: Told = { title: 'providers.failMalformed', act: 'providers.failMalformedAct' }
const cut: Told = { title: 'providers.failCut', act: 'providers.failCutAct' }

const toldByType: Readonly<Record<ProviderErrorType, Told>> = {
  'key-refused': { title: 'providers.failKey', act: 'providers.failKeyAct' },
  'key-missing': { title: 'providers.failNoKey', act: 'providers.failNoKeyAct' },
  'access-denied': { title: 'providers.failAccess', act: 'providers.failAccessAct' },
  'model-not-found': { title: 'providers.failModel', act: 'providers.failModelAct' },
  'quota-exhausted': { title: 'providers.failQuota', act: 'providers.failQuotaAct' },
  'rate-limited': { title: 'providers.failRate', act: 'providers.failRateAct' },
  overloaded: { title: 'providers.failBusy', act: 'providers.failBusyAct' },
  'provider-failed': { title: 'providers.failServer', act: 'providers.failServerAct' },
  'request-refused': { title: 'providers.failRefused', act: 'providers.failRefusedAct' },
  'context-too-long': malformed,
  'network-offline': { title: 'providers.failOffline', act: 'providers.failOfflineAct' },
  'host-unreachable': { title: 'providers.failUnreachable', act: 'providers.failUnreachableAct' },
  'cors-blocked': { title: 'providers.failCors', act: 'providers.failCorsAct' },
  'mixed-content': { title: 'providers.failMixed', act: 'providers.failMixedAct' },
  'local-network-denied': { title: 'providers.failLocalNetwork', act: 'providers.failLocalNetworkAct' },
  'local-network-unasked': { title: 'providers.failUnasked', act: 'providers.failUnaskedAct' },
  'csp-blocked': { title: 'providers.failPolicy', act: 'providers.failPolicyAct' },
  'connect-timeout': { title: 'providers.failTimeout', act: 'providers.failTimeoutAct' },
  'idle-timeout': cut,
  'stream-cut': cut,
  'stream-malformed': malformed,
  'stream-too-large': malformed,
  'answer-empty': malformed,
  // A test sends no files, and asks no model of this device.
  'attachment-missing': malformed,
  'model-not-here': malformed,
  'model-unfit': malformed,
  'model-out-of-memory': malformed,
  'model-broken': malformed,
  'engine-not-here': malformed,
  'not-an-api': { title: 'providers.failNotApi', act: 'providers.failNotApiAct' },
}

/** Listing models can fail at the provider or on this device; the two are told in different places. */
export const isProviderError = (error: ProviderError | EngineError): error is ProviderError =>
  error.type in toldByType

export interface ConnectionSubject {
  readonly name: string
  readonly baseUrl: string
  /** A server on a machine of one's own: it can be started, and told to let this page in. */
  readonly isOwnServer: boolean
  /** Origin of this page. */
  readonly origin: string
  /** The form is open and holds what was typed, or the provider is saved. */
  readonly kept: 'typed' | 'saved'
}

export interface ConnectionText {
  readonly title: string
  readonly text: string
}

export const connectionText = (
  error: ProviderError,
  subject: ConnectionSubject,
  t: Translate,
  format: Format,
): ConnectionText => {
  const { title, act } = toldByType[error.type]
  const values = {
    name: subject.name,
    host: hostOf(subject.baseUrl),
    origin: subject.origin,
    time: format.duration(error.retryAfter ?? 60_000),
  }
  const ownAct =
    subject.isOwnServer && error.type === 'host-unreachable' ? 'providers.failNotStartedAct' : act
  return {
    title: t(title, values),
    text: [
      ...saidBy(error, subject, t),
      t(subject.kept === 'typed' ? 'providers.keptTyped' : 'providers.keptSaved'),
      t(ownAct, values),
    ].join(' '),
  }
}

/** What the provider said, quoted; nothing where it said nothing. */
export const saidBy = (
  { status, detail }: ProviderError,
  { name }: Pick<ConnectionSubject, 'name'>,
  t: Translate,
): readonly string[] => {
  const said = detail === undefined ? undefined : shorten(detail)
  // A status is a name and not an amount, so it keeps its digits.
  if (status !== undefined && said !== undefined)
    return [t('providers.answeredSaying', { name, status: String(status), said })]
  if (status !== undefined) return [t('providers.answered', { name, status: String(status) })]
  return said === undefined ? [] : [t('providers.said', { name, said })]
}

/** One line of what was said: enough to recognise it. */
const longest = 200

const shorten = (text: string): string => {
  const line = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.。]$/, '')
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

const hostOf = (baseUrl: string): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl)
