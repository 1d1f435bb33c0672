/** From a thread and what is set for it to what a model is sent. */

import { must } from '@weft/shared/assert.ts'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import type { ModelParameters } from '@weft/shared/schema/provider.ts'
import { describe, expect, it } from 'vitest'
import type { StartRun } from '../../worker/api.ts'
import type { ModelRequest } from '../providers/language-model.ts'
import { createMemoryEngine } from '../testing/memory-engine.ts'
import { type PrepareDeps, prepareCall } from './prepare.ts'

const jsonInstruction = 'Answer with one JSON object and nothing else.'

interface Asked {
  readonly thread?: readonly ModelParameters[]
  readonly model?: ModelParameters
  readonly continues?: boolean
}

/** A question in a thread, and what it takes to prepare its answer. */
const question = async ({ model = {}, continues = false }: Asked = {}) => {
  const engine = createMemoryEngine()
  const { workspaceId } = engine
  const threadId = engine.newThread()
  const parentId: MessageId = createId(engine.env.random, 'msg')
  const parts = [{ type: 'text', text: 'How far?' }]
  await engine.execute('message.send', { threadId, messageId: parentId, parentId: null, parts, createdAt: 1 })
  const providerId = createId(engine.env.random, 'prv')
  const provider = { id: providerId, dialect: 'openai', preset: 'openai', name: '', baseUrl: '' } as const
  const start: StartRun = {
    workspaceId,
    threadId,
    parentId,
    messageId: createId(engine.env.random, 'msg'),
    model: { providerId, modelId: 'm', name: 'M' },
    continues,
  }
  /** What left the device, by name. */
  const used: string[] = []
  const deps: PrepareDeps = {
    view: (_workspace, id) => engine.view(id),
    access: async () => {
      used.push('credentials')
      return ok({ provider, credentials: {} })
    },
    model: async () => ({ parameters: model }),
    instructions: async () => 'Be kind.',
    readAttachment: () => async () => null,
    stream: async function* () {
      used.push('stream')
      yield* []
    },
    countTokens: () => 0,
    costOf: () => undefined,
  }
  return { engine, start, used, prepare: () => prepareCall(start, deps) }
}

/** A question in a thread whose parameters were set as in `thread`, one after another. */
const requestOf = async (asked: Asked): Promise<ModelRequest> => {
  const { engine, start, prepare } = await question(asked)
  const { threadId } = start
  await engine.execute('thread.instruct', { threadId, instructions: 'Be brief.' })
  for (const parameters of asked.thread ?? [])
    expect(await engine.execute('thread.setParameters', { threadId, parameters })).toBeNull()
  const prepared = await prepare()
  return must(prepared.ok ? prepared.value.request : null, 'a request')
}

describe('what a thread sets', () => {
  it('goes over what is set for its model, and a thread without settings sends what it always did', async () => {
    const model = { temperature: 0.2, reasoningEffort: 'low' } as const
    expect(await requestOf({ model })).toMatchObject({
      instructions: 'Be kind.\n\nBe brief.',
      parameters: model,
    })
    expect((await requestOf({ model, thread: [{ temperature: 1 }] })).parameters).toEqual({
      temperature: 1,
      reasoningEffort: 'low',
    })
    expect((await requestOf({})).parameters).toEqual({})
  })

  it('is taken back by setting it to nothing', async () => {
    const chosen = { temperature: 1, outputFormat: 'json', ofTomorrow: 1 } as const
    const takenBack = { temperature: undefined, outputFormat: undefined }
    expect(await requestOf({ thread: [chosen, takenBack] })).toMatchObject({
      instructions: 'Be kind.\n\nBe brief.',
      parameters: {},
    })
    expect((await requestOf({ thread: [chosen, takenBack] })).parameters).toEqual({})
  })
})

describe('an answer in JSON', () => {
  it('is asked for by its format and in words, last of all', async () => {
    expect(await requestOf({ thread: [{ outputFormat: 'json' }] })).toMatchObject({
      instructions: `Be kind.\n\nBe brief.\n\n${jsonInstruction}`,
      parameters: { outputFormat: 'json' },
    })
  })

  it('is asked for also where it is set for the model', async () => {
    const { instructions, parameters } = await requestOf({ model: { outputFormat: 'json' } })
    expect(instructions).toContain(jsonInstruction)
    expect(parameters).toEqual({ outputFormat: 'json' })
  })

  it('goes on from where it was cut in words alone: what is left of an object is none', async () => {
    const { instructions, parameters } = await requestOf({
      thread: [{ outputFormat: 'json', temperature: 1 }],
      continues: true,
    })
    expect(instructions).toContain(jsonInstruction)
    expect(parameters).toEqual({ temperature: 1 })
  })
})

describe('what was deleted while it waited', () => {
  const deleted = err({ type: 'request-refused', detail: 'What was to be answered is deleted.' })

  it('sends nothing of the others without it, and is sent once it is put back', async () => {
    const { engine, start, used, prepare } = await question()
    const { threadId, parentId: messageId } = start
    expect(await engine.execute('message.delete', { threadId, messageId, deleted: true })).toBeNull()
    expect(await prepare()).toEqual(deleted)
    expect(used).toEqual([])
    expect(await engine.execute('message.delete', { threadId, messageId, deleted: false })).toBeNull()
    expect((await prepare()).ok).toBe(true)
  })

  it('sends nothing of a thread that is gone', async () => {
    const { engine, start, used, prepare } = await question()
    const { threadId } = start
    await engine.execute('workspace.found', { roomId: engine.roomId, createdAt: 1 })
    const forgotten = { roomId: engine.roomId, threadId, forgottenAt: 1 }
    expect(await engine.execute('thread.forget', forgotten)).toBeNull()
    engine.rooms.close({ workspaceId: start.workspaceId, roomId: threadId })
    expect(await prepare()).toEqual(deleted)
    expect(used).toEqual([])
  })
})
