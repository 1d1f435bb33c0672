/**
 * *Test connection*: lists the models, and where that proves nothing about the key or a model is named, asks for
 * that too. Answers with what was found, or with the one thing that is wrong.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ModelInfo } from '@weft/shared/schema/provider.ts'
import { createDeadline, orAborted } from './deadline.ts'
import type { ModelRequest } from './language-model.ts'
import type { ModelDeps } from './model-deps.ts'
import { listModels } from './model-list.ts'
import { openCall } from './open-call.ts'
import { patienceFor } from './patience.ts'
import { presetOf } from './presets.ts'
import type { ProviderError } from './provider-error.ts'
import { createLanguageModel } from './registry.ts'

export interface ConnectionReport {
  /** Milliseconds to the answer of the first call. */
  readonly latency: number
  readonly models: readonly ModelInfo[]
}

/** With `modelId` the model is asked for a word, which shows a wrong model or an empty account, and costs a few tokens. */
export const testConnection = async (
  deps: ModelDeps,
  signal: AbortSignal,
  modelId?: string,
): Promise<Result<ConnectionReport, ProviderError>> => {
  const start = deps.clock.now()
  const listed = await listModels(deps, signal)
  const latency = deps.clock.now() - start
  // A server may have no list and still answer; whether it does, the model shows.
  if (!listed.ok && !(modelId !== undefined && isOnlyTheList(listed.error))) return listed
  const keyProblem = await checkKey(deps, signal)
  if (keyProblem) return err(keyProblem)
  const modelProblem = modelId === undefined ? undefined : await askForAWord(deps, modelId, signal)
  if (modelProblem) return err(modelProblem)
  return ok({ latency, models: listed.ok ? listed.value : [] })
}

const isOnlyTheList = ({ type, status }: ProviderError): boolean =>
  type === 'not-an-api' || type === 'request-refused' || status === 404 || status === 405

/** Where everybody may read the list, one call more that only the owner of the key may make. */
const checkKey = async (deps: ModelDeps, signal: AbortSignal): Promise<ProviderError | undefined> => {
  const { provider } = deps.access
  const path = presetOf(provider).keyCheckPath
  if (path === undefined) return undefined
  const deadline = createDeadline<'connect-timeout'>(deps.clock, signal)
  deadline.set(patienceFor(provider).connect, 'connect-timeout')
  try {
    const call = openCall(deps, false, deadline.signal, async exchange => {
      const { createOpenAIClient } = await import('./openai-client.ts')
      return createOpenAIClient(deps.access, exchange).get(path).asResponse()
    })
    const opened = await orAborted(call, deadline.signal)
    if (!opened.ok) return opened.error
    void opened.response.body?.cancel()
    return undefined
  } catch (cause) {
    if (signal.aborted || deadline.passed() === undefined) throw cause
    return { type: 'connect-timeout' }
  } finally {
    deadline.close()
  }
}

const askForAWord = async (
  deps: ModelDeps,
  modelId: string,
  signal: AbortSignal,
): Promise<ProviderError | undefined> => {
  const request: ModelRequest = {
    modelId,
    instructions: '',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Say: yes' }] }],
    parameters: { maxOutputTokens: 16 },
  }
  for await (const part of createLanguageModel(deps).stream(request, signal)) {
    if (part.type !== 'error') return undefined
    // Sixteen tokens may all go into thinking; the model is there no less.
    return part.error.type === 'answer-empty' ? undefined : part.error
  }
  return undefined
}
