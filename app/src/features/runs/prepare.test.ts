/** From a thread and what is set for it to what a model is sent. */

import { must } from '@weft/shared/assert.ts'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { ok } from '@weft/shared/result.ts'
import type { ModelParameters } from '@weft/shared/schema/provider.ts'
import { describe, expect, it } from 'vitest'
import type { ModelRequest } from '../providers/language-model.ts'
import { createMemoryEngine } from '../testing/memory-engine.ts'
import { prepareCall } from './prepare.ts'

const jsonInstruction = 'Answer with one JSON object and nothing else.'

interface Asked {
  readonly thread?: readonly ModelParameters[]
  readonly model?: ModelParameters
  readonly continues?: boolean
}

/** A question in a thread whose parameters were set as in `thread`, one after another. */
const requestOf = async ({ thread = [], model = {}, continues = false }: Asked): Promise<ModelRequest> => {
  const engine = createMemoryEngine()
  const { workspaceId } = engine
  const threadId = engine.newThread()
  const parentId: MessageId = createId(engine.env.random, 'msg')
  const parts = [{ type: 'text', text: 'How far?' }]
  await engine.execute('message.send', { threadId, messageId: parentId, parentId: null, parts, createdAt: 1 })
  await engine.execute('thread.instruct', { threadId, instructions: 'Be brief.' })
  for (const parameters of thread)
    expect(await engine.execute('thread.setParameters', { threadId, parameters })).toBeNull()
  const providerId = createId(engine.env.random, 'prv')
  const provider = { id: providerId, dialect: 'openai', preset: 'openai', name: '', baseUrl: '' } as const
  const prepared = await prepareCall(
    {
      workspaceId,
      threadId,
      parentId,
      messageId: createId(engine.env.random, 'msg'),
      model: { providerId, modelId: 'm', name: 'M' },
      continues,
    },
    {
      view: (_workspace, id) => engine.view(id),
      access: async () => ok({ provider, credentials: {} }),
      model: async () => ({ parameters: model }),
      instructions: async () => 'Be kind.',
      readAttachment: () => async () => null,
      stream: async function* () {},
      countTokens: () => 0,
      costOf: () => undefined,
    },
  )
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
