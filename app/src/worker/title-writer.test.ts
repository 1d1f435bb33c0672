import { createId, thisDeviceId, type ProviderId } from '@weft/shared/ids.ts'
import { ok } from '@weft/shared/result.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { createScriptedModel, scriptText } from '../features/providers/scripted-model.ts'
import { createMemoryEngine } from '../features/testing/memory-engine.ts'
import { thisDevice } from '../features/workspace/device-models.ts'
import type { SettingValue } from '../features/workspace/settings.ts'
import { writeTitle } from './title-writer.ts'

const providerId = createId(testRandom(1), 'prv')

interface Played {
  readonly answeredBy?: ProviderId
  readonly titleModel?: SettingValue<'titleModel'>
  readonly isOnline?: boolean
  readonly headline?: string | null
}

/** The title, and what the summarizer was asked. */
const titled = async ({
  answeredBy = thisDeviceId,
  titleModel = null,
  isOnline = true,
  headline = 'By the browser',
}: Played): Promise<{ readonly title: string | undefined; readonly summarized: readonly string[] }> => {
  const engine = createMemoryEngine()
  const threadId = engine.newThread()
  const [question, answer] = [createId(engine.env.random, 'msg'), createId(engine.env.random, 'msg')]
  const model = { providerId: answeredBy, modelId: 'm', name: 'M' }
  await engine.execute('message.send', {
    threadId,
    messageId: question,
    parentId: null,
    parts: [{ type: 'text', text: 'How is linen woven?' }],
    createdAt: 1,
  })
  await engine.execute('message.complete', {
    threadId,
    messageId: answer,
    parentId: question,
    model,
    continues: false,
    role: 'assistant',
    createdAt: 2,
    parts: [{ type: 'text', text: 'On a loom.' }],
    status: 'complete',
  })
  const summarized: string[] = []
  const scripted = createScriptedModel(testClock(), scriptText('By a model'))
  await writeTitle(
    { workspaceId: engine.workspaceId, threadId, parentId: question, messageId: answer, model },
    {
      rooms: engine.rooms,
      commands: engine.commands,
      knowledge: {
        access: async () => ok({ provider: thisDevice(''), credentials: {} }),
        model: async () => ({ parameters: {} }),
        listed: async () => [],
        titleModel: async () => titleModel,
        instructions: async () => '',
        fallbackModel: async () => null,
        whenUnreachable: async () => 'send',
        isHere: async () => true,
      },
      stream: (_access, request, signal) => scripted.stream(request, signal),
      headline: async text => {
        summarized.push(text)
        return headline
      },
      isOnline: () => isOnline,
    },
  )
  return { title: engine.rows('threads')[0]?.title, summarized }
}

it('has the summarizer of the browser write the title of what was answered on this device', async () => {
  expect(await titled({})).toEqual({
    title: 'By the browser',
    summarized: ['Person: How is linen woven?\n\nAssistant: On a loom.'],
  })
})

it('has it write any title where there is no network', async () => {
  expect(await titled({ answeredBy: providerId, isOnline: false })).toMatchObject({ title: 'By the browser' })
})

it.each<[string, Played]>([
  ['that has chosen one for titles', { titleModel: { providerId, modelId: 't', name: 'T' } }],
  ['whose provider has a cheap one at hand', { answeredBy: providerId }],
])('asks the model of a person %s', async (_who, played) => {
  expect(await titled(played)).toEqual({ title: 'By a model', summarized: [] })
})

it('asks the model where the summarizer makes none', async () => {
  expect(await titled({ headline: null })).toMatchObject({ title: 'By a model' })
})

it('asks nobody where the person wants no titles', async () => {
  const { title, summarized } = await titled({ titleModel: 'off' })
  expect(title).not.toMatch(/^By /)
  expect(summarized).toEqual([])
})
