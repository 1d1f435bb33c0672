/** Gives a thread its automatic title after its first answer, by a cheap model, quietly: no title is no failure. */

import { type ProviderId, thisDeviceId, type WorkspaceId } from '@weft/shared/ids.ts'
import type { Message, ModelRef } from '@weft/shared/schema/message.ts'
import type { Commands } from '../core/commands.ts'
import type { Rooms } from '../core/rooms.ts'
import type { ProviderClient } from '../features/providers/provider-client.ts'
import { cleanTitle, collectTitle, excerptOf, titleRequest } from '../features/runs/titles.ts'
import { lineTo } from '../features/runs/prompt.ts'
import { threadField, threadFields } from '../features/threads/thread-doc.ts'
import type { StartRun } from './api.ts'
import type { ModelKnowledge } from './model-knowledge.ts'

export interface TitleDeps {
  readonly rooms: Rooms
  readonly commands: Commands
  readonly knowledge: ModelKnowledge
  readonly stream: ProviderClient['stream']
  /** By the browser's own summarizer; null where it makes none. */
  readonly headline: (text: string) => Promise<string | null>
  readonly isOnline: () => boolean
}

/** The cheapest model of the provider whose price is known, if it is cheaper than the thread's own. */
const cheapest = async (
  workspaceId: WorkspaceId,
  model: ModelRef,
  knowledge: ModelKnowledge,
): Promise<string> => {
  const access = await knowledge.access(workspaceId, model.providerId)
  if (!access.ok) return model.modelId
  const { provider } = access.value
  const own = await knowledge.model(workspaceId, provider, model.modelId)
  let best = { modelId: model.modelId, price: own.price?.output ?? Number.POSITIVE_INFINITY }
  // Without a price for the thread's own model nothing says that another is cheaper.
  if (!Number.isFinite(best.price)) return model.modelId
  for (const listed of await knowledge.listed(model.providerId)) {
    const known = await knowledge.model(workspaceId, provider, listed.modelId)
    if (known.price && known.price.output < best.price)
      best = { modelId: listed.modelId, price: known.price.output }
  }
  return best.modelId
}

const chooseModel = async (
  run: StartRun,
  knowledge: ModelKnowledge,
): Promise<{ readonly providerId: ProviderId; readonly modelId: string } | null> => {
  const chosen = await knowledge.titleModel()
  if (chosen === 'off') return null
  if (chosen !== null) return chosen
  return { providerId: run.model.providerId, modelId: await cheapest(run.workspaceId, run.model, knowledge) }
}

/**
 * The browser's own summarizer is made for this, costs nothing and sends nothing, but knows few languages and asks
 * nobody what a title should be like. So the model that the person has chosen for titles goes before it, and so does a
 * cheap one of the provider that has just answered. A model on this device would have to read the thread once more.
 */
const headlineOf = async (
  run: StartRun,
  line: readonly Message[],
  deps: TitleDeps,
): Promise<string | null> => {
  if (run.model.providerId !== thisDeviceId && deps.isOnline()) return null
  return (await deps.knowledge.titleModel()) === null ? deps.headline(excerptOf(line)) : null
}

const askModel = async (
  run: StartRun,
  line: readonly Message[],
  { knowledge, stream }: TitleDeps,
): Promise<string | null> => {
  const model = await chooseModel(run, knowledge)
  if (!model) return null
  const access = await knowledge.access(run.workspaceId, model.providerId)
  if (!access.ok) return null
  return collectTitle(stream(access.value, titleRequest(model.modelId, line), new AbortController().signal))
}

export const writeTitle = async (run: StartRun, deps: TitleDeps): Promise<void> => {
  const room = await deps.rooms.open({ workspaceId: run.workspaceId, roomId: run.threadId })
  const view = await room.view()
  if (!view.ok) return
  if (
    threadField(view.value, threadFields.title) !== null ||
    threadField(view.value, threadFields.automaticTitle) !== null
  )
    return
  const line = lineTo(view.value, run.messageId)
  const text = (await headlineOf(run, line, deps)) ?? (await askModel(run, line, deps))
  const title = text === null ? null : cleanTitle(text)
  if (title === null) return
  const { workspaceId, threadId } = run
  await deps.commands.execute('thread.title', { workspaceId, threadId, title })
}
