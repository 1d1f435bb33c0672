/** The models a provider lists, whichever shape its list has. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ModelInfo, ProviderConfig } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { orAborted } from './deadline.ts'
import { missingKey } from './key-checks.ts'
import { readListedModel } from './listed-model.ts'
import { type CallDeps, openCall } from './open-call.ts'
import { parseJson } from './parse-json.ts'
import { patienceFor } from './patience.ts'
import { presetOf } from './presets.ts'
import type { ProviderError } from './provider-error.ts'
import { readBody } from './read-body.ts'
import { isMarkup } from './error-body.ts'
import { withinDeadline } from './within-deadline.ts'

/** Anthropic's largest page; more models than that nobody serves. */
const pageSize = 1_000

/** Bodies beyond this are no list of models; OpenRouter's, the longest, has about 1 MB. */
export const maxListLength = 16 * 1024 * 1024

export const listModels = async (
  deps: CallDeps,
  signal: AbortSignal,
): Promise<Result<readonly ModelInfo[], ProviderError>> => {
  const { provider } = deps.access
  const problem = missingKey(deps.access)
  if (problem) return err(problem)
  return withinDeadline(deps.clock, signal, async deadline => {
    deadline.set(patienceFor(provider).connect, 'connect-timeout')
    const opened = await orAborted(openList(deps, deadline.signal), deadline.signal)
    if (!opened.ok) return err(opened.error)
    const text = await orAborted(readBody(opened.response, maxListLength), deadline.signal)
    return text === undefined ? err({ type: 'not-an-api' }) : readModelList(text, provider)
  })
}

const openList = (deps: CallDeps, signal: AbortSignal) =>
  openCall(deps, false, signal, async exchange => {
    if (deps.access.provider.dialect === 'anthropic') {
      const { createAnthropicClient } = await import('./anthropic-client.ts')
      return createAnthropicClient(deps.access, exchange).models.list({ limit: pageSize }).asResponse()
    }
    const { createOpenAIClient } = await import('./openai-client.ts')
    return createOpenAIClient(deps.access, exchange).models.list().asResponse()
  })

const entries = z.array(z.unknown())

/** OpenAI and Anthropic write `data`, LM Studio and Ollama of old `models`, some servers a bare list. */
const List = z.union([
  entries,
  z.pipe(
    z.looseObject({ data: entries }),
    z.transform(({ data }) => data),
  ),
  // Ollama without a model.
  z.pipe(
    z.looseObject({ object: z.literal('list'), data: z.null() }),
    z.transform(() => []),
  ),
  z.pipe(
    z.looseObject({ models: entries }),
    z.transform(({ models }) => models),
  ),
])

export const readModelList = (
  text: string,
  provider: ProviderConfig,
): Result<readonly ModelInfo[], ProviderError> => {
  if (isMarkup(text)) return err({ type: 'not-an-api' })
  const parsed = z.safeParse(List, parseJson(text))
  if (!parsed.success) return err({ type: 'not-an-api', detail: text.trim().slice(0, 200) })
  const models = new Map<string, ModelInfo>()
  for (const entry of parsed.data) {
    const model = readListedModel(entry, provider, presetOf(provider).chat.modelIdPrefix)
    if (model) models.set(model.modelId, model)
  }
  return ok([...models.values()])
}
