// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../../ui/testing/draw.tsx'
import { err, ok } from '@weft/shared/result.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import type { WorkerApi } from '../../worker/api.ts'
import { PageContext } from '../../worker/page-context.ts'
import { SearchHits } from '../../shell/search-hits.tsx'
import type { TitleHitsHandle } from '../search/title-hits.tsx'
import type { CallMeaning } from './meaning-calls.ts'
import { SearchContext } from '../search/search-context.ts'
import { createScanSearch } from '../search/testing/scan-search.ts'
import { createMeaningWorld, type MeaningWorld } from './testing/meaning-world.ts'
import { createScriptedEmbedder, type ScriptedEmbedder } from './testing/scripted-embedder.ts'
import { VectorsContext } from './vectors-context.ts'
import { createVectorSearch } from './vector-search.ts'

vi.setConfig({ testTimeout: 20_000 })

let world: MeaningWorld
let model: ScriptedEmbedder
let env: ReturnType<typeof testEnv>
let history: readonly string[]
let isAnswering: boolean
const handle: { current: TitleHitsHandle | null } = { current: null }

beforeEach(async () => {
  await page.viewport(1000, 800)
  world = await createMeaningWorld()
  model = createScriptedEmbedder()
  env = testEnv(3)
  isAnswering = true
})
afterEach(async () => {
  wipePage()
  await world.close()
})

/** Everything that there is has its vector. */
const build = async (): Promise<void> => {
  await world.build(model)
  await world.database.device.put({ name: 'meaning', value: { embedder: { type: 'device', modelId: 'x' } } })
}

const meaning = (async (name: string, text: string) => {
  if (name !== 'embedQuery' || !isAnswering) return err({ type: 'stream-cut' })
  const made = await model.embed([text], 'query', new AbortController().signal)
  return made.ok ? ok({ modelId: model.id, vector: made.value[0] }) : made
}) as CallMeaning

const view = (query: string) => {
  const { database } = world
  const ready = Promise.resolve({ workspaceId: world.workspaceId, roomId: world.workspaceId as never })
  const engine = { meaning } as WorkerApi
  return (
    <PageContext value={{ engine, database, env, ready }}>
      <VectorsContext value={vectors}>
        <SearchContext value={createScanSearch(database)}>
          <Router hook={location.hook}>
            <SearchHits
              ref={handle}
              look="desk"
              query={query}
              now={0}
              onLeaveUp={() => undefined}
              onOpen={() => undefined}
            />
          </Router>
        </SearchContext>
      </VectorsContext>
    </PageContext>
  )
}

let vectors: ReturnType<typeof createVectorSearch>
let location: ReturnType<typeof memoryLocation>

const search = async (query: string) => {
  const recorded = memoryLocation({ path: '/', record: true })
  location = recorded
  history = recorded.history
  vectors = createVectorSearch({ database: world.database, channel: new BroadcastChannel('quiet') })
  const drawn = await draw(view(query))
  return { type: (next: string) => drawn.redraw(view(next)) }
}

/** The person has not typed for a while. */
const rested = async <T,>(look: () => T): Promise<T> =>
  vi.waitFor(() => {
    env.clock.advance(300)
    return look()
  }, 20_000)

const group = page.getByRole('region', { name: 'By meaning' })
const textOf = (): string => group.element().textContent

describe('messages by what they mean', () => {
  test('stand under the titles, with what was said and in which thread, and lead to the message', async () => {
    const thread = await world.addThread(['Is an automobile loud?'], { title: 'Noise' })
    await world.addThread(['How does bread rise?'], { title: 'car in a title' })
    await build()
    await search('car')
    await rested(() => expect(group.elements()).toHaveLength(1))
    await expect.element(group.getByRole('link')).toHaveTextContent('NoiseIs an automobile loud?')
    await expect.element(page.getByRole('link', { name: 'car in a title' })).toBeVisible()

    handle.current?.focusFirst()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(history.at(-1)).toMatch(new RegExp(`^/t/${thread}\\?m=msg_`))
  })

  test('are not asked for at every key, and what was found stays until the new is there', async () => {
    await world.addThread(['Is an automobile loud?'])
    await world.addThread(['The loaf is warm.'])
    await build()
    model.asked.length = 0
    const { type } = await search('weather')
    await rested(() => expect(model.asked).toHaveLength(1))
    type('ca')
    env.clock.advance(299)
    type('car')
    await rested(() => expect(group.elements()).toHaveLength(1))
    expect(model.asked.map(({ text }) => text)).toEqual(['weather', 'car'])
    type('dough')
    expect(textOf()).toContain('automobile')
    await rested(() => expect(textOf()).toContain('loaf'))
    expect(textOf()).not.toContain('automobile')
  })

  test('are not spoken of where nobody wants the search, nor for a single letter', async () => {
    await world.addThread(['Is an automobile loud?'], { title: 'car' })
    await search('car')
    await expect.element(page.getByRole('link', { name: 'car' })).toBeVisible()
    env.clock.advance(1_000)
    expect(model.asked).toEqual([])
    expect(group.elements()).toEqual([])
  })

  test('leave the field to the words where a filter says where to look', async () => {
    await world.addThread(['Is an automobile loud?'])
    await build()
    model.asked.length = 0
    await search('role:user car')
    env.clock.advance(1_000)
    await expect.element(page.getByText(/^No title says/)).toBeVisible()
    expect(model.asked).toEqual([])
    expect(group.elements()).toEqual([])
  })

  test('a thread shows its best message only', async () => {
    await world.addThread(['A car and rain.', 'Driving a car, an automobile.'])
    await build()
    await search('car')
    await rested(() => expect(group.getByRole('link').elements()).toHaveLength(1))
    expect(textOf()).toContain('Driving a car')
    expect(textOf()).not.toContain('A car and rain.A car')
  })

  test('say so when nobody answers, and titles are found all the same', async () => {
    await world.addThread(['Is an automobile loud?'], { title: 'The car' })
    await build()
    isAnswering = false
    await search('car')
    await rested(() =>
      expect(document.body.textContent).toContain('The model that compares meanings did not answer'),
    )
    await expect.element(page.getByRole('link', { name: 'The car' })).toBeVisible()
  })
})
