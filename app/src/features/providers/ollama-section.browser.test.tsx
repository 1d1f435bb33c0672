// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { createId, type ProviderId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { WorkerApi } from '../../worker/api.ts'
import { drawPage, type DrawPageOptions } from '../settings/testing/draw-page.tsx'
import type { OllamaModel } from './ollama-schema.ts'
import type { ProviderError } from './provider-error.ts'
import { providerPath, providersPath } from './provider-paths.ts'
import { ProvidersPage } from './providers-page.tsx'

const id: ProviderId = createId(testRandom(37), 'prv')

let home = ''
beforeEach(async () => {
  home = location.href
  history.replaceState(null, '', providerPath('models', id))
  await page.viewport(1000, 900)
})
afterEach(() => {
  wipePage()
  history.replaceState(null, '', home)
})

const rowsOf =
  (preset: string): NonNullable<DrawPageOptions['rows']> =>
  ids => ({
    providers: [
      {
        ...ids,
        id,
        dialect: 'openai-compatible',
        preset,
        name: 'Cellar',
        baseUrl: 'http://gpu.lan:11434/v1',
        createdAt: 1,
      },
    ],
  })

const llama: OllamaModel = {
  name: 'llama3.2:3b',
  size: 2_019_393_189,
  parameters: '3.2B',
  quantization: 'Q4_K_M',
  loaded: { size: 3_400_000_000, onCard: 2_100_000_000 },
}

/** A server with these models, and pulls that the test drives. */
const server = (models: OllamaModel[]) => {
  const pulls: {
    readonly port: MessagePort
    readonly said: unknown[]
    readonly end: (result: Result<void, ProviderError>) => void
  }[] = []
  const engine: Partial<WorkerApi> = {
    ollamaModels: async () => ok([...models]),
    pullOllamaModel: (_workspace, _provider, _model, port) => {
      const { promise, resolve } = Promise.withResolvers<Result<void, ProviderError>>()
      const said: unknown[] = []
      port.addEventListener('message', ({ data }) => said.push(data))
      port.start()
      pulls.push({ port, said, end: resolve })
      return promise
    },
    dropOllamaModel: async (_workspace, _provider, model, from) => {
      const at = models.findIndex(({ name }) => name === model)
      const [found] = models.splice(at, 1)
      if (from === 'memory' && found) {
        const { loaded: _, ...unloaded } = found
        models.splice(at, 0, unloaded)
      }
      return ok(undefined)
    },
  }
  return { engine, pulls, models }
}

const open = (engine: Partial<WorkerApi>, preset = 'ollama') =>
  drawPage(<ProvidersPage />, { rows: rowsOf(preset), engine })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const field = () => page.getByLabelText('Name of the model', { exact: true })
const bar = () => page.getByRole('progressbar', { name: 'Pulling qwen3:4b' })
const progress = (completed: number) => ({
  status: 'pulling dde5',
  total: 2_000_000_000,
  completed,
  arrived: completed,
})

describe('what lies there', () => {
  test('size, parameters, quantisation, and what is loaded with its memory', async () => {
    await open(server([llama, { name: 'bare' }]).engine)
    await expect.element(page.getByText('2 GB on disk')).toBeVisible()
    await expect.element(page.getByText('3.2B parameters')).toBeVisible()
    await expect.element(page.getByText('Q4_K_M')).toBeVisible()
    await expect
      .element(
        page.getByText('Takes 3.4 GB of memory, 2.1 GB of it on the graphics card, until it is unloaded.'),
      )
      .toBeVisible()
    await expect.element(page.getByText('size unknown')).toBeVisible()
    await expect.element(button('Unload bare')).not.toBeInTheDocument()
  })

  test('nothing lies there', async () => {
    await open(server([]).engine)
    await expect.element(page.getByText('No model lies there yet. Pull one.')).toBeVisible()
  })

  test('a failure says what to do, and it can be looked again', async () => {
    const { engine } = server([llama])
    let isBlocked = true
    await open({
      ...engine,
      ollamaModels: async () => (isBlocked ? err({ type: 'cors-blocked' }) : ok([llama])),
    })
    await expect.element(page.getByText('The models on Cellar could not be listed.')).toBeVisible()
    await expect.element(page.getByText(`setx OLLAMA_ORIGINS "${location.origin}"`)).toBeVisible()
    isBlocked = false
    await button('Look again').click()
    await expect.element(button('Remove llama3.2:3b')).toBeVisible()
    await expect.element(page.getByText('could not be listed')).not.toBeInTheDocument()
  })

  test('other servers have no such section', async () => {
    await open({}, 'lm-studio')
    await expect.element(button('Add a model')).toBeVisible()
    await expect.element(page.getByText('Pull a model')).not.toBeInTheDocument()
  })
})

describe('a pull', () => {
  test('shows figures as they come, goes on elsewhere, and the model is there at the end', async () => {
    const { engine, pulls, models } = server([])
    const { calls } = await open(engine)
    await field().fill('ollama pull qwen3:4b')
    await userEvent.keyboard('{Enter}')
    await expect.element(bar()).toHaveAttribute('aria-valuetext', 'The server was asked.')
    pulls[0]?.port.postMessage(progress(500_000_000))
    await expect.element(bar()).toHaveAttribute('aria-valuenow', '25')
    await expect.element(page.getByText('500 MB of 2 GB.')).toBeVisible()

    await button('Back to providers').click()
    await expect.element(bar()).not.toBeInTheDocument()
    pulls[0]?.port.postMessage(progress(1_000_000_000))
    await page.getByRole('link', { name: 'models unknown' }).click()
    await expect.element(bar()).toHaveAttribute('aria-valuenow', '50')

    models.push({ name: 'qwen3:4b', size: 2_000_000_000 })
    pulls[0]?.end(ok(undefined))
    await expect.element(page.getByText('qwen3:4b is on the server, ready to answer.')).toBeVisible()
    await expect.element(button('Remove qwen3:4b')).toBeVisible()
    expect(calls.map(({ name }) => name)).toContain('refreshModels')
    await button('Close: qwen3:4b').click()
    await expect.element(page.getByText('ready to answer')).not.toBeInTheDocument()
  })

  test('cancelled: the server is told, and it can be pulled again', async () => {
    const { engine, pulls } = server([])
    await open(engine)
    await field().fill('qwen3:4b')
    await button('Pull').click()
    pulls[0]?.port.postMessage(progress(500_000_000))
    await expect.element(bar()).toHaveAttribute('aria-valuenow', '25')
    await button('Cancel pulling qwen3:4b').click()
    await expect
      .element(bar())
      .toHaveAttribute(
        'aria-valuetext',
        'Stopped. 500\u00a0MB of 2\u00a0GB. What has arrived stays on the server.',
      )
    await expect.poll(() => pulls[0]?.said).toEqual(['stop'])
    await button('Pull again: qwen3:4b').click()
    await expect.element(button('Cancel pulling qwen3:4b')).toBeVisible()
    expect(pulls).toHaveLength(2)
  })

  test('failed: in Ollama’s own words', async () => {
    const { engine, pulls } = server([])
    await open(engine)
    await field().fill('qwen3:4b')
    await button('Pull').click()
    await expect.element(bar()).toBeVisible()
    pulls[0]?.end(err({ type: 'request-refused', detail: 'pull model manifest: file does not exist' }))
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent(
        'qwen3:4b was not pulled. Cellar said “pull model manifest: file does not exist”. What has arrived stays on the server.',
      )
  })

  test('needs a name without spaces', async () => {
    const { engine, pulls } = server([])
    await open(engine)
    await button('Pull').click()
    await expect
      .element(field())
      .toHaveAccessibleDescription('A name without spaces is needed, such as llama3.2:3b.')
    await field().fill('two words')
    await button('Pull').click()
    await expect.element(field()).toHaveAttribute('aria-invalid', 'true')
    expect(pulls).toEqual([])
  })
})

describe('taking a model away', () => {
  test('is asked first, with what will happen, and the safe answer in focus', async () => {
    const { engine } = server([llama])
    const { calls } = await open(engine)
    await button('Remove llama3.2:3b').click()
    const dialog = page.getByRole('alertdialog', { name: 'Remove llama3.2:3b from the server?' })
    await expect.element(dialog).toHaveAccessibleDescription(/^Its 2\sGB are deleted from the disk of Cellar/)
    await expect.element(button('Keep it')).toHaveFocus()
    await button('Keep it').click()
    await expect.element(dialog).not.toBeInTheDocument()
    expect(calls.map(({ name }) => name)).not.toContain('dropOllamaModel')

    await button('Remove llama3.2:3b').click()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect.element(page.getByText('No model lies there yet. Pull one.')).toBeVisible()
    expect(calls.find(({ name }) => name === 'dropOllamaModel')?.args.slice(2)).toEqual([
      'llama3.2:3b',
      'disk',
    ])
    expect(calls.map(({ name }) => name)).toContain('refreshModels')
  })

  test('out of memory it stays on the disk', async () => {
    const { engine } = server([llama])
    await open(engine)
    await button('Unload llama3.2:3b').click()
    await expect.element(button('Unload llama3.2:3b')).not.toBeInTheDocument()
    await expect.element(button('Remove llama3.2:3b')).toBeVisible()
  })

  test('several go at once, and each says itself how that went', async () => {
    const { engine } = server([llama, { ...llama, name: 'qwen3:4b' }])
    const drops = new Map<string, (result: Result<void, ProviderError>) => void>()
    await open({
      ...engine,
      dropOllamaModel: (_workspace, _provider, model) =>
        new Promise(resolve => {
          drops.set(model, resolve)
        }),
    })
    const refuse = (model: string): void => drops.get(model)?.(err({ type: 'request-refused' }))
    const failures = () => page.getByText(/ was not unloaded\./)
    await button('Unload llama3.2:3b').click()
    await expect.element(button('Unload llama3.2:3b')).toHaveAttribute('aria-busy', 'true')
    await button('Unload qwen3:4b').click()
    await expect.element(button('Unload qwen3:4b')).toHaveAttribute('aria-busy', 'true')
    await expect.element(button('Unload llama3.2:3b')).toHaveAttribute('aria-busy', 'true')
    refuse('qwen3:4b')
    await expect.element(failures()).toHaveTextContent('qwen3:4b was not unloaded.')
    await expect.element(button('Unload llama3.2:3b')).toHaveAttribute('aria-busy', 'true')
    refuse('llama3.2:3b')
    await expect.poll(() => failures().elements().length).toBe(2)
  })

  test('a refusal says that it is where it was', async () => {
    const { engine } = server([llama])
    await open({
      ...engine,
      dropOllamaModel: async () => err({ type: 'model-not-found', status: 404, detail: 'model not found' }),
    })
    await button('Unload llama3.2:3b').click()
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent(
        'llama3.2:3b was not unloaded. Cellar answered 404, “model not found”. It is where it was. Try again.',
      )
  })
})

describe('a server of one’s own that does not answer', () => {
  test('can be looked for again, where the browser may ask, and is tried again', async () => {
    history.replaceState(null, '', providersPath)
    let isThere = false
    const { calls } = await open({
      testConnection: async () =>
        isThere ? ok({ latency: 4, models: [] }) : err({ type: 'host-unreachable' }),
      discoverLocal: async () => ({ servers: [], isDenied: false }),
    })
    await button('Test connection: Cellar').click()
    await expect
      .element(page.getByText(`OLLAMA_HOST=0.0.0.0 OLLAMA_ORIGINS=${location.origin} ollama serve`))
      .toBeVisible()
    isThere = true
    await button('Look again').click()
    await expect.element(page.getByText(/^Works\./)).toBeVisible()
    expect(calls.find(({ name }) => name === 'discoverLocal')?.args).toEqual([true])
  })

  test('one of its kind on this machine is named with its address', async () => {
    history.replaceState(null, '', providersPath)
    await open({
      testConnection: async () => err({ type: 'host-unreachable' }),
      discoverLocal: async () => ({
        servers: [{ preset: 'ollama', baseUrl: 'http://localhost:11434/v1', models: [] }],
        isDenied: false,
      }),
    })
    await button('Test connection: Cellar').click()
    await button('Look again').click()
    await expect.element(page.getByText('Ollama answers on this machine at another address:')).toBeVisible()
    await expect.element(page.getByText('http://localhost:11434/v1')).toBeVisible()
  })
})
