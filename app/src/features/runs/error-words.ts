/**
 * What a person is told when an answer failed: what happened, what was kept, and what to do about it. Pure: from
 * the error's tag and the facts around it to words and acts; who carries the acts out is the view.
 */

import type { TextKey, Translate } from '../../ui/i18n/translate.ts'
import type { ProviderErrorType } from '../providers/provider-error.ts'

/** What can be done. `go-on`: from where it was cut. `again`: from the question. */
export type ErrorAct = 'go-on' | 'again' | 'other-model' | 'provider' | 'device-models' | 'edit' | 'leave-out'

export interface ErrorAction {
  readonly act: ErrorAct
  readonly label: TextKey
}

export interface ErrorWords {
  readonly what: string
  readonly kept: string
  /** At most two; the first is the one to do. */
  readonly actions: readonly ErrorAction[]
  /** Waits or is short of something, rather than failed. */
  readonly mild: boolean
}

export interface ErrorFacts {
  readonly status?: number | undefined
  /** What the provider said. */
  readonly detail?: string | undefined
  /** Names to be shown. */
  readonly provider: string
  readonly model: string
  readonly host: string
  /** Last characters of the key. */
  readonly ending: string
  /** Some of the answer is there. */
  readonly hasText: boolean
}

interface Entry {
  readonly what: TextKey
  readonly kept: TextKey
  readonly actions: readonly ErrorAction[]
  readonly mild?: boolean
}

const goOn: ErrorAction = { act: 'go-on', label: 'errors.continue' }
const again: ErrorAction = { act: 'again', label: 'errors.sendAgain' }
const otherModel: ErrorAction = { act: 'other-model', label: 'errors.otherModel' }
const deviceModels: ErrorAction = { act: 'device-models', label: 'errors.deviceModelsAct' }
const toProvider = (label: TextKey): ErrorAction => ({ act: 'provider', label })

const unknownError: Entry = {
  what: 'thread.failedWhat',
  kept: 'thread.keptSoFar',
  actions: [again, otherModel],
}

/** `go-on` stands for `again` where nothing has come yet. */
const entries: Readonly<Record<ProviderErrorType, Entry>> = {
  'key-refused': {
    what: 'errors.keyRefusedWhat',
    kept: 'errors.keyRefusedKept',
    actions: [toProvider('errors.keyRefusedAct')],
  },
  'key-missing': {
    what: 'errors.keyMissingWhat',
    kept: 'errors.keyMissingKept',
    actions: [toProvider('errors.keyMissingAct')],
  },
  'access-denied': { what: 'errors.forbiddenWhat', kept: 'errors.forbiddenKept', actions: [otherModel] },
  'model-not-found': {
    what: 'errors.modelGoneWhat',
    kept: 'errors.modelGoneKept',
    actions: [{ act: 'other-model', label: 'errors.modelGoneAct' }],
  },
  'quota-exhausted': {
    what: 'errors.quotaWhat',
    kept: 'errors.quotaKept',
    actions: [{ act: 'other-model', label: 'errors.quotaAct' }, again],
  },
  'rate-limited': {
    what: 'errors.rateLimitedWhat',
    kept: 'thread.keptTryLater',
    actions: [again, otherModel],
    mild: true,
  },
  overloaded: { what: 'errors.overloadedWhat', kept: 'thread.keptOverloaded', actions: [goOn, otherModel] },
  'provider-failed': {
    what: 'errors.serverErrorWhat',
    kept: 'errors.serverErrorKept',
    actions: [goOn, otherModel],
  },
  'request-refused': {
    what: 'errors.badRequestWhat',
    kept: 'errors.badRequestKept',
    actions: [toProvider('errors.badRequestAct'), otherModel],
  },
  'context-too-long': {
    what: 'errors.tooLongWhat',
    kept: 'thread.keptNothingCut',
    actions: [
      { act: 'leave-out', label: 'thread.leaveOutOldest' },
      { act: 'other-model', label: 'errors.tooLongActOther' },
    ],
    mild: true,
  },
  'network-offline': { what: 'errors.noNetworkWhat', kept: 'thread.keptSoFar', actions: [goOn], mild: true },
  'host-unreachable': {
    what: 'errors.unreachableWhat',
    kept: 'errors.unreachableKept',
    actions: [again, toProvider('errors.unreachableAct')],
  },
  'cors-blocked': {
    what: 'thread.corsWhat',
    kept: 'thread.corsKept',
    actions: [toProvider('errors.malformedAct'), again],
  },
  'mixed-content': {
    what: 'errors.blockedAddressWhat',
    kept: 'errors.blockedAddressKept',
    actions: [toProvider('errors.blockedAddressAct')],
  },
  'local-network-denied': {
    what: 'errors.localNetworkWhat',
    kept: 'errors.localNetworkKept',
    actions: [again],
  },
  'local-network-unasked': {
    what: 'errors.localNetworkWhat',
    kept: 'errors.localNetworkKept',
    actions: [again],
  },
  'csp-blocked': { what: 'thread.cspWhat', kept: 'thread.cspKept', actions: [again] },
  'connect-timeout': {
    what: 'errors.noAnswerInTimeWhat',
    kept: 'errors.noAnswerInTimeKept',
    actions: [again, otherModel],
  },
  'idle-timeout': { what: 'errors.stalledWhat', kept: 'thread.keptSoFar', actions: [goOn, otherModel] },
  'stream-cut': { what: 'errors.brokenStreamWhat', kept: 'errors.brokenStreamKept', actions: [goOn] },
  'stream-malformed': {
    what: 'errors.malformedWhat',
    kept: 'errors.malformedKept',
    actions: [toProvider('errors.malformedAct'), again],
  },
  'stream-too-large': { what: 'thread.tooLargeWhat', kept: 'thread.tooLargeKept', actions: [otherModel] },
  'answer-empty': {
    what: 'thread.emptyAnswerWhat',
    kept: 'thread.emptyAnswerKept',
    actions: [again, otherModel],
  },
  'attachment-missing': {
    what: 'errors.fileMissingWhat',
    kept: 'errors.fileMissingKept',
    actions: [again],
    mild: true,
  },
  'not-an-api': {
    what: 'errors.notApiWhat',
    kept: 'errors.notApiKept',
    actions: [toProvider('errors.malformedAct')],
  },
  'model-not-here': {
    what: 'errors.modelNotHereWhat',
    kept: 'errors.modelNotHereKept',
    actions: [deviceModels, otherModel],
    mild: true,
  },
  'model-unfit': {
    what: 'errors.modelUnfitWhat',
    kept: 'errors.modelUnfitKept',
    actions: [otherModel, deviceModels],
  },
  'model-out-of-memory': {
    what: 'errors.modelMemoryWhat',
    kept: 'errors.modelMemoryKept',
    actions: [goOn, otherModel],
  },
  'model-broken': {
    what: 'errors.modelBrokenWhat',
    kept: 'errors.modelBrokenKept',
    actions: [deviceModels, otherModel],
  },
  'engine-not-here': {
    what: 'errors.engineNotHereWhat',
    kept: 'errors.engineNotHereKept',
    actions: [again, otherModel],
    mild: true,
  },
}

/** Texts that quote the provider, and what is said when it said nothing. */
const withoutQuote: Partial<Record<TextKey, TextKey>> = {
  'errors.forbiddenKept': 'thread.keptNotBilled',
  'errors.quotaKept': 'thread.keptNotBilled',
  'errors.badRequestKept': 'thread.keptNotBilled',
}

/** Texts that name a status, and what is said when there was none. */
const withoutStatus: Partial<Record<TextKey, TextKey>> = {
  'errors.serverErrorKept': 'thread.keptSoFar',
  'errors.modelGoneKept': 'thread.keptNotBilled',
  'thread.keptOverloaded': 'thread.keptSoFar',
}

const isKnown = (code: string): code is ProviderErrorType => code in entries

/** `code` is the tag that the answer's error part carries; a newer Weft may have others. */
export const errorWords = (t: Translate, code: string, facts: ErrorFacts): ErrorWords => {
  const entry = isKnown(code) ? entries[code] : unknownError
  const { status, detail, provider, model, host, ending, hasText } = facts
  const quoted = detail ? entry.kept : (withoutQuote[entry.kept] ?? entry.kept)
  const kept = status === undefined ? (withoutStatus[quoted] ?? quoted) : quoted
  // A status is a name, not a quantity: its digits stay as the provider's documents write them.
  const values = { provider, model, host, ending, status: `${status ?? '?'}`, said: detail ?? '' }
  return {
    what: t(entry.what, values),
    kept: t(kept === 'errors.keyRefusedKept' && !ending ? 'thread.keptKeyWrong' : kept, values),
    actions: entry.actions.map(action => (action.act === 'go-on' && !hasText ? again : action)),
    mild: entry.mild ?? false,
  }
}

/** Whether the words already hold what the provider said. */
export const quotesDetail = (code: string): boolean =>
  code === 'attachment-missing' ||
  code === 'access-denied' ||
  code === 'quota-exhausted' ||
  code === 'request-refused'
