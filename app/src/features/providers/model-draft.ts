/** The settings of one model as they are typed, and what they mean once they are right. Pure. */

import type { ModelParameters, Price, ReasoningEffort } from '@weft/shared/schema/provider.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import type { ModelSettingsRow } from '../workspace/tables.ts'
import { type Figure, parseDecimal, parseTokens } from './parse-figure.ts'

/** `''` leaves a choice to the provider. */
export interface ModelDraft {
  readonly name: string
  readonly contextWindow: string
  readonly input: string
  readonly output: string
  readonly cachedInput: string
  readonly temperature: string
  readonly maxOutputTokens: string
  readonly reasoningEffort: ReasoningEffort | ''
  readonly instructions: string
}

export type ModelProblems = Partial<Readonly<Record<keyof ModelDraft, TextKey>>>

/** What `model.configure` takes; `undefined` takes a choice back. */
export interface ModelChoices {
  readonly name: string | undefined
  readonly contextWindow: number | undefined
  readonly price: Price | undefined
  readonly parameters: ModelParameters | undefined
}

const written = (value: number | undefined): string => (value === undefined ? '' : String(value))

export const toModelDraft = (settings: ModelSettingsRow | undefined): ModelDraft => ({
  name: settings?.name ?? '',
  contextWindow: written(settings?.contextWindow),
  input: written(settings?.price?.input),
  output: written(settings?.price?.output),
  cachedInput: written(settings?.price?.cachedInput),
  temperature: written(settings?.parameters?.temperature),
  maxOutputTokens: written(settings?.parameters?.maxOutputTokens),
  reasoningEffort: settings?.parameters?.reasoningEffort ?? '',
  instructions: settings?.parameters?.instructions ?? '',
})

/** Providers take 0 to 2; none takes more. */
const hottest = 2

export const checkModelDraft = (draft: ModelDraft): ModelProblems => {
  const price = (figure: Figure): TextKey | undefined =>
    figure.type === 'wrong' ? 'providers.priceWrong' : undefined
  const tokens = (figure: Figure): TextKey | undefined =>
    figure.type === 'wrong' ? 'providers.tokensWrong' : undefined
  const [input, output] = [parseDecimal(draft.input), parseDecimal(draft.output)]
  const cached = parseDecimal(draft.cachedInput)
  const hasPrice = [input, output, cached].some(({ type }) => type === 'number')
  const temperature = parseDecimal(draft.temperature)
  const isTooHot = temperature.type === 'number' && temperature.value > hottest
  const problems = {
    contextWindow: tokens(parseTokens(draft.contextWindow)),
    input: hasPrice && input.type === 'empty' ? 'providers.priceNeedsBoth' : price(input),
    output: hasPrice && output.type === 'empty' ? 'providers.priceNeedsBoth' : price(output),
    cachedInput: price(cached),
    temperature: temperature.type === 'wrong' || isTooHot ? 'providers.temperatureWrong' : undefined,
    maxOutputTokens: tokens(parseTokens(draft.maxOutputTokens)),
  } as const satisfies Partial<Record<keyof ModelDraft, TextKey | undefined>>
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined))
}

/** Only of a draft without problems. Fields that a newer Weft keeps in `before` stay. */
export const toModelChoices = (draft: ModelDraft, before: ModelSettingsRow | undefined): ModelChoices => {
  const parameters = toParameters(draft, before?.parameters)
  return {
    name: draft.name.trim() === '' ? undefined : draft.name.trim(),
    contextWindow: valueOf(parseTokens(draft.contextWindow)),
    price: toPrice(draft, before?.price),
    parameters: Object.keys(parameters).length === 0 ? undefined : parameters,
  }
}

const toPrice = (draft: ModelDraft, before: Price | undefined): Price | undefined => {
  const [input, output] = [valueOf(parseDecimal(draft.input)), valueOf(parseDecimal(draft.output))]
  if (input === undefined || output === undefined) return undefined
  const { cachedInput: _, ...kept } = before ?? {}
  const cachedInput = valueOf(parseDecimal(draft.cachedInput))
  return { ...kept, input, output, ...(cachedInput === undefined ? {} : { cachedInput }) }
}

const toParameters = (draft: ModelDraft, before: ModelParameters | undefined): ModelParameters => {
  const {
    temperature: _t,
    maxOutputTokens: _m,
    reasoningEffort: _r,
    instructions: _i,
    ...kept
  } = before ?? {}
  const temperature = valueOf(parseDecimal(draft.temperature))
  const maxOutputTokens = valueOf(parseTokens(draft.maxOutputTokens))
  const { reasoningEffort, instructions } = draft
  return {
    ...kept,
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(reasoningEffort === '' ? {} : { reasoningEffort }),
    ...(instructions.trim() === '' ? {} : { instructions }),
  }
}

const valueOf = (figure: Figure): number | undefined => (figure.type === 'number' ? figure.value : undefined)
