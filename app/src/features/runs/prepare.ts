/**
 * Everything one call needs, gathered: the thread's line as a prompt, instructions from wide to near, the
 * model's settings, and whether it all fits. Credentials are opened here and go nowhere but into the call.
 */

import type { MessageId, ProviderId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ModelParameters, Price, ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { Message, Usage } from '@weft/shared/schema/message.ts'
import { type AttachmentPart, isKnownPart } from '@weft/shared/schema/part.ts'
import type { RoomView } from '../../core/room-view.ts'
import type { StartRun } from '../../worker/api.ts'
import type { CallParameters, ModelRequest, StreamPart } from '../providers/language-model.ts'
import type { ProviderAccess } from '../providers/provider-access.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import { isDeleted, threadField, threadFields } from '../threads/thread-doc.ts'
import { type CountTokens, leaveOutOldest, roomForPrompt } from './fit.ts'
import { buildPrompt, joinInstructions, lineTo, type ReadAttachment } from './prompt.ts'
import type { PreparedCall } from './run.ts'

/** What is known of one model: the person's settings over the provider's list over our table. */
export interface KnownModel {
  readonly parameters: ModelParameters
  readonly contextWindow?: number
  readonly price?: Price
}

export interface PrepareDeps {
  readonly view: (workspaceId: WorkspaceId, threadId: StartRun['threadId']) => Promise<RoomView | null>
  readonly access: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
  ) => Promise<Result<ProviderAccess, ProviderError>>
  readonly model: (workspaceId: WorkspaceId, provider: ProviderConfig, modelId: string) => Promise<KnownModel>
  /** What the person says to every model. */
  readonly instructions: (workspaceId: WorkspaceId) => Promise<string>
  readonly readAttachment: (workspaceId: WorkspaceId) => ReadAttachment
  readonly stream: (
    access: ProviderAccess,
    request: ModelRequest,
    signal: AbortSignal,
  ) => AsyncIterable<StreamPart>
  readonly countTokens: CountTokens
  readonly costOf: (usage: Usage, price: Price) => number | undefined
}

const callParameters = (parameters: ModelParameters): CallParameters => {
  const { temperature, maxOutputTokens, reasoningEffort, outputFormat } = parameters
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
    ...(outputFormat === undefined ? {} : { outputFormat }),
  }
}

/**
 * Said to every model: many have no mode for it, and those that have one want it asked for in words too, or may write
 * white space without end. Models read English instructions best.
 */
const jsonInstruction = 'Answer with one JSON object and nothing else.'

interface Thread {
  readonly view: RoomView
  /** To the message to answer. */
  readonly line: readonly Message[]
  readonly read: ReadAttachment
}

/** Large files are opened once for a call. */
const readOnce = (read: ReadAttachment): ReadAttachment => {
  const reads = new Map<string, ReturnType<ReadAttachment>>()
  return attachment => {
    const known = reads.get(attachment.attachmentId) ?? read(attachment)
    reads.set(attachment.attachmentId, known)
    return known
  }
}

/**
 * A file of the message to answer must be here: an answer that has not seen it is worth nothing. Of one further up the
 * model is told by name, or a file that is lost for good would end its thread.
 */
const missingOf = async (
  asked: Message | undefined,
  read: ReadAttachment,
): Promise<AttachmentPart | undefined> => {
  for (const part of asked?.parts ?? [])
    if (isKnownPart(part) && part.type === 'attachment' && (await read(part)) === null) return part
  return undefined
}

const requestFor = async (
  start: StartRun,
  { view, line, read }: Thread,
  model: KnownModel,
  deps: PrepareDeps,
): Promise<ModelRequest> => {
  const threadParameters = threadField(view, threadFields.parameters) ?? {}
  const parameters = { ...model.parameters, ...threadParameters }
  const continues = start.continues ?? false
  // A mode would make a whole object of what is to be the rest of one.
  const { outputFormat, ...others } = parameters
  return {
    modelId: start.model.modelId,
    instructions: joinInstructions([
      await deps.instructions(start.workspaceId),
      model.parameters.instructions,
      threadField(view, threadFields.instructions) ?? undefined,
      outputFormat === 'json' ? jsonInstruction : undefined,
    ]),
    messages: await buildPrompt({
      line,
      providerId: start.model.providerId,
      continues,
      read,
    }),
    parameters: callParameters(continues ? others : parameters),
  }
}

interface Fitted {
  readonly request: ModelRequest
  readonly leftOut: number
  readonly tooLong?: { readonly tokens: number; readonly fits: number }
}

const fit = (start: StartRun, request: ModelRequest, model: KnownModel, countTokens: CountTokens): Fitted => {
  // Of an unknown model nobody knows what it can read; the provider will say.
  if (model.contextWindow === undefined) return { request, leftOut: 0 }
  const fits = roomForPrompt(request, model.contextWindow)
  const tokens = countTokens(request)
  if (tokens <= fits) return { request, leftOut: 0 }
  if (!start.dropOldest) return { request, leftOut: 0, tooLong: { tokens, fits } }
  const fitting = leaveOutOldest(request, model.contextWindow, countTokens, start.continues ?? false)
  return fitting.tokens <= fits
    ? { request: fitting.request, leftOut: fitting.leftOut }
    : { request: fitting.request, leftOut: fitting.leftOut, tooLong: { tokens: fitting.tokens, fits } }
}

/** A message may wait for days; what it belongs to may be deleted meanwhile, here or elsewhere. */
const isThere = (view: RoomView, messageId: MessageId): boolean =>
  view.header !== null && view.records.has(messageId) && !isDeleted(view, messageId)

export const prepareCall = async (
  start: StartRun,
  deps: PrepareDeps,
): Promise<Result<PreparedCall, ProviderError>> => {
  const view = await deps.view(start.workspaceId, start.threadId)
  if (!view) return err({ type: 'stream-cut', detail: 'The thread could not be read.' })
  if (!isThere(view, start.parentId))
    return err({ type: 'request-refused', detail: 'What was to be answered is deleted.' })
  const access = await deps.access(start.workspaceId, start.model.providerId)
  if (!access.ok) return access
  const model = await deps.model(start.workspaceId, access.value.provider, start.model.modelId)
  const line = lineTo(view, start.parentId)
  const read = readOnce(deps.readAttachment(start.workspaceId))
  const missing = await missingOf(line.at(-1), read)
  if (missing !== undefined) return err({ type: 'attachment-missing', detail: missing.name })
  const request = await requestFor(start, { view, line, read }, model, deps)
  const fitted = fit(start, request, model, deps.countTokens)
  const { price } = model
  return ok({
    request: fitted.request,
    leftOut: fitted.leftOut,
    ...(fitted.tooLong ? { tooLong: fitted.tooLong } : {}),
    open: signal => deps.stream(access.value, fitted.request, signal),
    cost: usage => (price ? deps.costOf(usage, price) : undefined),
  })
}
