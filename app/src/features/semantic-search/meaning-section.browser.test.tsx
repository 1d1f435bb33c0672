// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { createId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import type { CallMeaning } from './meaning-calls.ts'
import { MeaningSearchSection } from './meaning-section.tsx'
import {
  type DeviceEmbedder,
  type MeaningProgress,
  type MeaningWish,
  vectorModelId,
} from './meaning-state.ts'
import { drawPage } from '../settings/testing/draw-page.tsx'

vi.setConfig({ testTimeout: 20_000 })
afterEach(wipePage)

const random = testRandom(5)
const ollama = {
  id: createId(random, 'prv'),
  dialect: 'openai-compatible',
  preset: 'ollama',
  name: 'Ollama',
  baseUrl: 'http://localhost:11434/v1',
  createdAt: 1,
}
const claude = { ...ollama, id: createId(random, 'prv'), dialect: 'anthropic', name: 'Claude' }
const local: DeviceEmbedder = { id: 'tiny', name: 'Tiny embedder' }

interface State {
  readonly wish?: MeaningWish
  readonly progress?: MeaningProgress
  readonly providers?: readonly object[]
  readonly deviceModels?: readonly DeviceEmbedder[]
  readonly meaning?: CallMeaning
}

const open = ({ wish, progress, providers = [ollama, claude], deviceModels = [], meaning }: State = {}) =>
  drawPage(<MeaningSearchSection deviceModels={deviceModels} />, {
    engine: { meaning: meaning ?? (async () => ok(undefined as never)) },
    rows: ids => ({
      providers: providers.map(provider => ({ ...provider, ...ids })),
      device: [
        ...(wish ? [{ name: 'meaning', value: wish }] : []),
        ...(progress ? [{ name: 'meaning-progress', value: progress }] : []),
      ],
    }),
  })

const button = (name: string | RegExp) => page.getByRole('button', { name })
const says = (text: string | RegExp) => expect.element(page.getByText(text)).toBeVisible()

const provider = (workspaceId: string): MeaningWish['embedder'] =>
  ({
    type: 'provider',
    workspaceId,
    providerId: ollama.id,
    modelId: 'nomic-embed-text',
  }) as MeaningWish['embedder']

const embedder = provider('wsp_a')

const progress = (state: MeaningProgress['state']): MeaningProgress => ({
  modelId: vectorModelId(embedder),
  state,
  done: 1_204,
  total: 9_998,
  bytes: 38_400_000,
})

describe('before anybody has asked for it', () => {
  test('nothing is made, and the form says what each choice does with what was written', async () => {
    const { calls, workspaceId } = await open({ deviceModels: [local] })
    await says(/Nothing is made for it until you ask/)
    await button('Set up').click()
    await says('Your threads are read here. Nothing is sent anywhere.')
    const choice = page.getByLabelText('Made by')
    await expect.element(choice).toHaveTextContent('Tiny embedderOllama')
    await choice.selectOptions('Ollama')
    await says(/The text of all your threads goes to Ollama at localhost:11434/)
    await button('Start').click()
    await says('The name of a model.')
    expect(calls).toEqual([])
    await page.getByLabelText('Model for embeddings').fill(' nomic-embed-text ')
    await button('Start').click()
    await vi.waitFor(() =>
      expect(calls).toEqual([{ name: 'meaning', args: ['begin', provider(workspaceId)] }]),
    )
    await expect.element(button('Start')).not.toBeInTheDocument()
  })

  test('a model on this device is begun with its id', async () => {
    const { calls } = await open({ deviceModels: [local] })
    await button('Set up').click()
    await button('Start').click()
    await vi.waitFor(() =>
      expect(calls).toEqual([{ name: 'meaning', args: ['begin', { type: 'device', modelId: 'tiny' }] }]),
    )
  })

  test('says so when nobody could make it', async () => {
    await open({ providers: [claude] })
    await button('Set up').click()
    await says(/No model on this device can do it yet/)
    await button('Cancel').click()
    await expect.element(button('Set up')).toBeVisible()
  })

  test('who comes while the form is open can be begun with, and who goes is not chosen any more', async () => {
    const { calls, database, redraw, workspaceId } = await open({ providers: [claude] })
    await button('Set up').click()
    await says(/No model on this device can do it yet/)
    redraw(<MeaningSearchSection deviceModels={[local]} />)
    await says('Your threads are read here. Nothing is sent anywhere.')
    const [known] = await database.table('providers').toArray()
    await database.table('providers').put({ ...known, ...ollama })
    await page.getByLabelText('Made by').selectOptions('Ollama')
    await says(/goes to Ollama/)
    await database.table('providers').delete([workspaceId, ollama.id])
    await says('Your threads are read here. Nothing is sent anywhere.')
    await button('Start').click()
    await vi.waitFor(() =>
      expect(calls).toEqual([{ name: 'meaning', args: ['begin', { type: 'device', modelId: 'tiny' }] }]),
    )
  })

  test('a device that cannot keep the wish says so', async () => {
    await open({ deviceModels: [local], meaning: async () => err({ type: 'storage-full' }) })
    await button('Set up').click()
    await button('Start').click()
    await says(/disk is full/i)
  })
})

describe('while somebody wants it', () => {
  test('shows by whom and how far, and can be paused and removed', async () => {
    const { calls, ui } = await open({
      wish: { embedder, isPaused: false },
      progress: progress({ type: 'building' }),
    })
    await says('nomic-embed-text at Ollama')
    await says('1,204 of 9,998 messages')
    await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '12')
    await button('Pause').click()
    const removes = button(`Remove, frees ${ui.languages.get().format.bytes(38_400_000)}`)
    await removes.click()
    await button('Keep it').click()
    expect(calls.map(({ args }) => args)).toEqual([['pause']])
    await removes.click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click()
    expect(calls.map(({ args }) => args)).toEqual([['pause'], ['remove']])
  })

  test('paused, it says what is kept and goes on when told to', async () => {
    const { calls } = await open({
      wish: { embedder, isPaused: true },
      progress: progress({ type: 'building' }),
    })
    await says('Paused at 1,204 of 9,998 messages. What is made is kept.')
    await button('Resume').click()
    expect(calls.map(({ args }) => args)).toEqual([['resume']])
  })

  test('made, it says how much can be found and how much room it takes', async () => {
    await open({ wish: { embedder, isPaused: false }, progress: progress({ type: 'made' }) })
    await says(/9,998 messages can be found, 38/)
    await expect.element(page.getByRole('progressbar')).not.toBeInTheDocument()
  })

  test('how far another model has come is not how far this one is', async () => {
    await open({
      wish: { embedder: { type: 'device', modelId: 'tiny' }, isPaused: false },
      progress: progress({ type: 'made' }),
      deviceModels: [local],
    })
    await says('Looking at what there is')
    await expect.element(page.getByText(/can be found/)).not.toBeInTheDocument()
    await expect.element(button(/^Remove, frees 38/)).toBeVisible()
  })

  test('tells what is waited for, and why it was refused', async () => {
    const error = { type: 'key-refused', status: 401, detail: 'No such key' } as const
    const drawn = await open({
      wish: { embedder, isPaused: false },
      progress: progress({ type: 'waiting', error: { type: 'overloaded' } }),
    })
    await says('Ollama does not answer now')
    await says(/It goes on by itself/)
    await drawn.database.table('device').bulkPut([
      { name: 'meaning', value: { embedder, isPaused: true } },
      { name: 'meaning-progress', value: progress({ type: 'refused', error }) },
    ])
    await expect.element(page.getByRole('alert')).toBeVisible()
    await says('The key was refused.')
    await says('No such key')
    await says(/What is made is kept, and can be searched/)
  })

  test('another one can be chosen, and the form says what becomes of what was made', async () => {
    await open({
      wish: { embedder, isPaused: false },
      progress: progress({ type: 'made' }),
      deviceModels: [local],
    })
    await button('Choose another').click()
    await says(/is of no use to this one, and is removed/)
  })
})
