/**
 * A provider as it is typed: what is wrong with it, what would be stored, and what the engine is told. Pure, and
 * the only place where the parts of the form meet. Texts are keys of the catalogue.
 */

import { must } from '@weft/shared/assert.ts'
import type { ProviderId } from '@weft/shared/ids.ts'
import type { Credentials, ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import type { CredentialHintRow } from '../runs/tables.ts'
import type { KeyHint } from '../workspace/key-hints.ts'
import { type ApiKeyProblem, readApiKey } from './api-key.ts'
import { type BaseUrlProblem, readBaseUrl } from './base-url.ts'
import { type HeaderProblem, headerProblem } from './custom-headers.ts'
import { type Preset, presetOf, presets } from './presets.ts'

export interface HeaderDraft {
  /** Tells rows apart while their names change. */
  readonly row: number
  readonly name: string
  readonly value: string
  /** Its value lies sealed on this device; an empty field keeps it. */
  readonly stored: boolean
}

export interface ProviderDraft {
  readonly preset: string
  readonly name: string
  readonly baseUrl: string
  readonly apiKey: string
  readonly headers: readonly HeaderDraft[]
  /** Key and headers are for every device of the person. */
  readonly synced: boolean
}

/** What the form knows beyond what is typed. */
export interface DraftContext {
  /** Origin of this page. */
  readonly ownOrigin: string
  /** The provider as it is stored; absent for one that is being added. */
  readonly stored?: ProviderConfig | undefined
  readonly hint?: KeyHint | undefined
}

export interface DraftProblems {
  readonly name?: TextKey
  readonly baseUrl?: TextKey
  readonly apiKey?: TextKey
  /** By row. */
  readonly headers: ReadonlyMap<number, TextKey>
}

/** The first in the list for an id that is not in it. */
export const presetById = (id: string): Preset =>
  presets.find(preset => preset.id === id) ?? must(presets[0], 'a preset')

/** The name of a preset, with a number when another provider has it already; the plain type has no name of its own. */
const freeName = (preset: Preset, namesBeside: readonly string[]): string => {
  if (preset.baseUrl === '') return ''
  const taken = new Set(namesBeside)
  let name = preset.name
  for (let number = 2; taken.has(name); number += 1) name = `${preset.name} ${number}`
  return name
}

export const emptyDraft = (presetId: string, namesBeside: readonly string[]): ProviderDraft => {
  const preset = presetById(presetId)
  return {
    preset: preset.id,
    name: freeName(preset, namesBeside),
    baseUrl: preset.baseUrl,
    apiKey: '',
    headers: [],
    synced: false,
  }
}

export const toProviderDraft = (provider: ProviderConfig, hint: KeyHint | undefined): ProviderDraft => ({
  preset: presetOf(provider).id,
  name: provider.name,
  baseUrl: provider.baseUrl,
  apiKey: '',
  headers: (hint?.headerNames ?? []).map((name, row) => ({ row, name, value: '', stored: true })),
  synced: hint?.place === 'workspace',
})

/** Another type: name and address follow, unless the person wrote their own. */
export const withPreset = (
  draft: ProviderDraft,
  presetId: string,
  namesBeside: readonly string[],
): ProviderDraft => {
  const [before, after] = [presetById(draft.preset), presetById(presetId)]
  const isOwnName = draft.name.trim() !== '' && draft.name !== freeName(before, namesBeside)
  const isOwnAddress = draft.baseUrl.trim() !== '' && draft.baseUrl !== before.baseUrl
  return {
    ...draft,
    preset: after.id,
    name: isOwnName ? draft.name : freeName(after, namesBeside),
    baseUrl: isOwnAddress ? draft.baseUrl : after.baseUrl,
  }
}

/** The address as it would be called, or why it cannot be. The address of a preset is right as it stands. */
export const readDraftUrl = ({ preset, baseUrl }: ProviderDraft, { ownOrigin }: DraftContext) => {
  const { dialect, baseUrl: own } = presetById(preset)
  if (baseUrl.trim() === own && own !== '') return { ok: true, value: { url: own, changes: [] } } as const
  return readBaseUrl(baseUrl, { dialect, ownOrigin })
}

const baseUrlTexts: Readonly<Record<BaseUrlProblem, TextKey>> = {
  empty: 'providers.baseUrlNeeded',
  'not-an-address': 'providers.baseUrlWrong',
  spaces: 'providers.baseUrlSpaces',
  scheme: 'providers.baseUrlScheme',
  credentials: 'providers.baseUrlCredentials',
  query: 'providers.baseUrlQuery',
  'mixed-content': 'providers.baseUrlBlocked',
  'plain-http': 'providers.baseUrlPlain',
}

const apiKeyTexts: Readonly<Record<ApiKeyProblem, TextKey>> = {
  'inner-spaces': 'providers.apiKeySpaces',
  'not-ascii': 'providers.apiKeyLetters',
}

const headerTexts: Readonly<Record<HeaderProblem, TextKey>> = {
  'name-missing': 'providers.headerNameNeeded',
  'name-wrong': 'providers.headerWrong',
  'name-twice': 'providers.headerTwice',
  'set-by-browser': 'providers.headerForbidden',
  'set-by-weft': 'providers.headerOurs',
  'value-wrong': 'providers.headerValueWrong',
}

export const checkDraft = (draft: ProviderDraft, context: DraftContext): DraftProblems => {
  const url = readDraftUrl(draft, context)
  const apiKey = apiKeyProblem(draft, context)
  return {
    ...(draft.name.trim() === '' ? { name: 'providers.nameNeeded' } : {}),
    ...(url.ok ? {} : { baseUrl: baseUrlTexts[url.error.type] }),
    ...(apiKey ? { apiKey } : {}),
    headers: headerProblems(draft, context),
  }
}

export const hasProblems = (problems: DraftProblems): boolean =>
  problems.headers.size > 0 ||
  problems.name !== undefined ||
  problems.baseUrl !== undefined ||
  problems.apiKey !== undefined

const apiKeyProblem = (draft: ProviderDraft, context: DraftContext): TextKey | undefined => {
  const { key, problem } = readApiKey(draft.apiKey)
  if (problem) return apiKeyTexts[problem]
  if (key !== '') return undefined
  if (hasStoredKey(context.hint)) return movesElsewhere(draft, context) ? 'providers.apiKeyMoved' : undefined
  return presetById(draft.preset).key === 'needed' ? 'providers.apiKeyNeeded' : undefined
}

const headerProblems = (draft: ProviderDraft, context: DraftContext): ReadonlyMap<number, TextKey> => {
  const moves = movesElsewhere(draft, context)
  const problems = new Map<number, TextKey>()
  for (const header of draft.headers) {
    const others = draft.headers.filter(other => other.row < header.row).map(other => other.name)
    const problem = headerProblem(header, others)
    if (problem) problems.set(header.row, headerTexts[problem.type])
    else if (header.value.trim() === '' && (!header.stored || moves))
      problems.set(header.row, 'providers.headerValueNeeded')
  }
  return problems
}

/** A hint without an ending belongs to a key too short to show one, or to headers alone. */
export const hasStoredKey = (hint: CredentialHintRow | undefined): boolean =>
  hint !== undefined && (hint.ending !== '' || hint.headerNames.length === 0)

/** Secrets belong to one address: at another they are typed again, so that none goes where it was not given to. */
export const movesElsewhere = (draft: ProviderDraft, context: DraftContext): boolean => {
  const url = readDraftUrl(draft, context)
  if (!url.ok || context.stored === undefined) return false
  return new URL(url.value.url).origin !== new URL(context.stored.baseUrl).origin
}

/** Only of a draft without problems. Fields that a newer Weft keeps of the provider stay. */
export const toConfig = (draft: ProviderDraft, context: DraftContext, id: ProviderId): ProviderConfig => {
  const { dialect } = presetById(draft.preset)
  const url = readDraftUrl(draft, context)
  return {
    ...context.stored,
    id,
    dialect,
    preset: draft.preset,
    name: draft.name.trim(),
    baseUrl: url.ok ? url.value.url : draft.baseUrl.trim(),
  }
}

/**
 * What the engine is to store beside what it has (`merge-credentials.ts`); undefined when nothing was changed, so
 * that a test uses what is stored.
 */
export const toCredentials = (draft: ProviderDraft, context: DraftContext): Credentials | undefined => {
  const { key } = readApiKey(draft.apiKey)
  const headers = draft.headers.map(({ name, value }) => ({ name: name.trim(), value: value.trim() }))
  if (movesElsewhere(draft, context)) return { apiKey: key, headers }
  const keepsHeaders =
    headers.length === (context.hint?.headerNames.length ?? 0) &&
    headers.every(({ name, value }, row) => value === '' && name === context.hint?.headerNames[row])
  if (key === '' && keepsHeaders) return undefined
  return { ...(key === '' ? {} : { apiKey: key }), ...(keepsHeaders ? {} : { headers }) }
}
