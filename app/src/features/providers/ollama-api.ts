/** What a person does with the models on an Ollama, save pulling one: see them, take one out of memory, remove one. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { orAborted } from './deadline.ts'
import { isMarkup } from './error-body.ts'
import { callOllama, type OllamaCall } from './ollama-call.ts'
import { type OllamaModel, readOllamaLoads, readOllamaModels } from './ollama-schema.ts'
import type { CallDeps } from './open-call.ts'
import type { ProviderError } from './provider-error.ts'
import { readBody } from './read-body.ts'
import { withinDeadline } from './within-deadline.ts'

/** Its answers come from its disk and its memory: longer than this is no answer. Milliseconds. */
const patience = 30_000

/** Those on the disk, and of each whether it is loaded. */
export const listOllamaModels = async (
  deps: CallDeps,
  signal: AbortSignal,
): Promise<Result<readonly OllamaModel[], ProviderError>> => {
  const tags = await ask(deps, { path: '/api/tags', method: 'GET' }, signal)
  if (!tags.ok) return tags
  const models = readOllamaModels(tags.value)
  if (!models) return err(notOllama(tags.value))
  const loaded = await ask(deps, { path: '/api/ps', method: 'GET' }, signal)
  const loads = loaded.ok ? readOllamaLoads(loaded.value, deps.clock.now()) : new Map()
  return ok(
    models.map(model => {
      const load = loads.get(model.name)
      return load ? { ...model, loaded: load } : model
    }),
  )
}

/** From the disk. */
export const removeOllamaModel = (deps: CallDeps, model: string, signal: AbortSignal) =>
  ask(deps, { path: '/api/delete', method: 'DELETE', body: { model } }, signal)

/** From memory: a prompt of nothing, to be kept for no time, is how Ollama is told. */
export const unloadOllamaModel = (deps: CallDeps, model: string, signal: AbortSignal) =>
  ask(deps, { path: '/api/generate', method: 'POST', body: { model, keep_alive: 0, stream: false } }, signal)

const notOllama = (text: string): ProviderError => ({
  type: 'not-an-api',
  ...(isMarkup(text) || text.trim() === '' ? {} : { detail: text.trim().slice(0, 200) }),
})

/** Characters of an answer; a disk full of models is listed in a twentieth of that. */
const maxBody = 16 * 1024 * 1024

/** The whole body of a 200. */
const ask = (deps: CallDeps, call: OllamaCall, signal: AbortSignal): Promise<Result<string, ProviderError>> =>
  withinDeadline(deps.clock, signal, async deadline => {
    deadline.set(patience, 'connect-timeout')
    const opened = await orAborted(callOllama(deps, call, deadline.signal), deadline.signal)
    if (!opened.ok) return err(opened.error)
    const text = await orAborted(readBody(opened.response, maxBody), deadline.signal)
    return text === undefined ? err({ type: 'stream-too-large' }) : ok(text)
  })
