// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { err } from '@weft/shared/result.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { drawPage, type DrawPageOptions } from '../settings/testing/draw-page.tsx'
import type { ProviderError } from './provider-error.ts'
import { ProvidersPage } from './providers-page.tsx'
import { apiKey, baseUrl, button, fails, name, syncKey, type, works } from './testing/form-fields.ts'

const listAddress = '/settings/providers'
const secret = 'sk-canary-9f8e7d6c5b4a'

beforeEach(async () => {
  await page.viewport(1000, 900)
  history.replaceState(null, '', listAddress)
})
afterEach(() => {
  wipePage()
  history.replaceState(null, '', listAddress)
})

/** After everything that has been resolved so far is on the screen. */
const drawn = async (): Promise<void> => {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
}

const openForm = async (options: DrawPageOptions = {}) => {
  const form = await drawPage(<ProvidersPage />, options)
  await button('Add provider').click()
  await expect.element(type()).toHaveFocus()
  return form
}

describe('adding a provider', () => {
  test('offers every type by the names the design fixes', async () => {
    await openForm()
    const labels = [...type().element().querySelectorAll('option')].map(option => option.textContent)
    expect(labels).toEqual([
      'OpenAI',
      'Anthropic',
      'Google Gemini',
      'OpenRouter',
      'Groq',
      'Mistral',
      'DeepSeek',
      'Ollama',
      'LM Studio',
      'llama.cpp',
      'vLLM',
      'OpenAI-compatible',
    ])
  })

  test('each field is found by its name alone', async () => {
    await openForm()
    // As a part of a name and in any case: how others look for a field.
    for (const label of ['Type', 'Name', 'Base URL', 'API key'])
      expect([label, page.getByLabelText(new RegExp(label, 'i')).elements().length]).toEqual([label, 1])
    for (const each of ['Test connection', 'Save'])
      expect([each, page.getByRole('button', { name: new RegExp(each, 'i') }).elements().length]).toEqual([
        each,
        1,
      ])
  })

  test('by keyboard alone: the type brings name and address, Enter saves', async () => {
    const { calls } = await openForm()
    await userEvent.selectOptions(type(), 'Groq')
    await expect.element(name()).toHaveValue('Groq')
    await expect.element(baseUrl()).toHaveValue('https://api.groq.com/openai/v1')
    await apiKey().click()
    await userEvent.keyboard(`${secret}{Enter}`)
    await expect.element(page.getByText('Groq saved')).toBeVisible()
    expect(calls.map(call => call.name)).toEqual([
      'execute provider.save',
      'saveCredentials',
      'refreshModels',
    ])
    expect(calls[0]?.args[1]).toMatchObject({
      provider: { dialect: 'openai-compatible', preset: 'groq', name: 'Groq' },
    })
    expect(calls[1]?.args.slice(2)).toEqual([{ apiKey: secret }, 'here'])
  })

  test('the tick for other devices comes with a key, is off, says what it means and waits for an account', async () => {
    const { calls } = await openForm()
    await expect.element(syncKey()).not.toBeInTheDocument()
    await apiKey().fill(secret)
    await expect.element(syncKey()).not.toBeChecked()
    await expect
      .element(syncKey())
      .toHaveAccessibleDescription(
        /the server cannot read it.*remove the tick.*withdraw the key at OpenAI\.$/,
      )
    await syncKey().click()
    await expect.element(syncKey()).toBeChecked()
    await expect.element(syncKey()).toHaveAccessibleDescription(/Nobody is signed in here/)
    await button('Save').click()
    await expect.element(page.getByText('OpenAI saved')).toBeVisible()
    expect(calls.map(call => call.name)).toEqual([
      'execute provider.save',
      'saveCredentials',
      'refreshModels',
    ])
    expect(calls[1]?.args.slice(2)).toEqual([{ apiKey: secret }, 'everywhere'])
  })

  test('the key goes to the engine and is nowhere in the page, its address or its storage afterwards', async () => {
    await openForm()
    await apiKey().fill(secret)
    await button('Save').click()
    await expect.element(page.getByText('OpenAI saved')).toBeVisible()
    await expect.element(button('Add provider')).toHaveFocus()
    const fields = [...document.querySelectorAll('input, textarea')].map(field => Reflect.get(field, 'value'))
    const everything = [
      document.documentElement.outerHTML,
      ...fields,
      location.href,
      JSON.stringify(history.state),
      JSON.stringify(Object.entries(localStorage)),
      JSON.stringify(Object.entries(sessionStorage)),
    ].join('\n')
    expect(everything).not.toContain(secret)
  })

  test('is closed by Save only when everything was stored; what was typed survives a failure', async () => {
    const { calls } = await openForm({
      engine: { saveCredentials: async () => err({ type: 'storage-full' as const }) },
    })
    await name().fill('Mine')
    await apiKey().fill(secret)
    await button('Save').click()
    await expect.element(page.getByText('The disk is full')).toBeVisible()
    await expect.element(name()).toHaveValue('Mine')
    await expect.element(apiKey()).toHaveValue(secret)
    await button('Save').click()
    // The second try is the same provider, not another one.
    await expect.poll(() => calls.filter(call => call.name === 'execute provider.save').length).toBe(2)
    const ids = calls
      .filter(call => call.name === 'execute provider.save')
      .map(call => Reflect.get(Object(Reflect.get(Object(call.args[1]), 'provider')), 'id'))
    expect(new Set(ids).size).toBe(1)
  })

  test('what is wrong is said in words at its field, and the first wrong field takes the focus', async () => {
    const { calls } = await openForm()
    await userEvent.selectOptions(type(), 'OpenAI-compatible')
    await button('Save').click()
    await expect.element(name()).toHaveFocus()
    await expect.element(name()).toHaveAccessibleDescription('A name tells two accounts apart.')
    await expect.element(baseUrl()).toBeInvalid()
    await name().fill('Workshop')
    await button('Save').click()
    await expect.element(baseUrl()).toHaveFocus()
    expect(calls).toEqual([])
  })

  test('one press on Save is enough, although leaving the field would move it', async () => {
    const { calls } = await openForm()
    await userEvent.selectOptions(type(), 'Ollama')
    await baseUrl().fill('ftp://host')
    await button('Save').click()
    await expect.element(baseUrl()).toHaveFocus()
    await expect.element(baseUrl()).toBeInvalid()
    expect(calls.filter(call => call.name !== 'discoverLocal')).toEqual([])
  })

  test('an address is checked when it is left, and then as it is typed', async () => {
    await openForm()
    await baseUrl().fill('ftp://host')
    await expect.element(baseUrl()).toBeValid()
    await userEvent.tab()
    await expect.element(baseUrl()).toHaveAccessibleDescription('An address starts with https:// or http://.')
    await baseUrl().fill('https://host.example/v1')
    await expect.element(baseUrl()).toBeValid()
  })

  test('says how an address will be called, and what was made of it', async () => {
    await openForm()
    await userEvent.selectOptions(type(), 'OpenAI-compatible')
    await baseUrl().fill('gpu.example.org/')
    await expect
      .element(baseUrl())
      .toHaveAccessibleDescription(/^Calls go to https:\/\/gpu\.example\.org\/v1\. The beginning was added\./)
  })

  test('says what is left out of a pasted key, and leaves it out', async () => {
    const { calls } = await openForm()
    await apiKey().fill(`"Bearer ${secret}"`)
    await expect
      .element(apiKey())
      .toHaveAccessibleDescription('The quotes around it are left out. “Bearer” before it is left out.')
    await button('Save').click()
    await expect
      .poll(() => calls.find(call => call.name === 'saveCredentials')?.args[2])
      .toEqual({ apiKey: secret })
  })

  test('a local server needs no key', async () => {
    const { calls } = await openForm()
    await userEvent.selectOptions(type(), 'Ollama')
    await expect.element(apiKey()).toHaveAttribute('placeholder', 'Optional for this type')
    await button('Save').click()
    await expect.element(page.getByText('Ollama saved')).toBeVisible()
    expect(calls.some(call => call.name === 'saveCredentials')).toBe(false)
  })

  test('headers are rows of name and value, as secret as the key', async () => {
    const { calls } = await openForm()
    await apiKey().fill(secret)
    await button('Add a header').click()
    await expect.element(page.getByLabelText('Header 1', { exact: true })).toHaveFocus()
    await userEvent.keyboard('Cookie')
    await page.getByLabelText('Value 1', { exact: true }).fill('team-canary')
    await expect
      .element(page.getByLabelText('Header 1', { exact: true }))
      .toHaveAccessibleDescription('The browser sets this header itself.')
    await page.getByLabelText('Header 1', { exact: true }).fill('X-Team')
    for (const field of [apiKey(), page.getByLabelText('Value 1', { exact: true })])
      expect(getComputedStyle(field.element()).getPropertyValue('-webkit-text-security')).toBe('disc')
    await button('Save').click()
    await expect
      .poll(() => calls.find(call => call.name === 'saveCredentials')?.args[2])
      .toEqual({ apiKey: secret, headers: [{ name: 'X-Team', value: 'team-canary' }] })
  })
})

describe('testing a connection', () => {
  test('one that works says so in figures', async () => {
    const { calls } = await openForm({ engine: { testConnection: works } })
    await apiKey().fill(secret)
    await button('Test connection').click()
    await expect
      .element(page.getByText('Works. Answered in 412 ms, 6 models listed, just now.'))
      .toBeVisible()
    expect(calls[0]?.args.slice(1)).toMatchObject([
      { preset: 'openai', baseUrl: 'https://api.openai.com/v1' },
      { apiKey: secret },
    ])
  })

  test('one that fails does not forbid saving', async () => {
    const { calls } = await openForm({
      engine: { testConnection: fails({ type: 'key-refused', status: 401, detail: 'Incorrect API key' }) },
    })
    await apiKey().fill(secret)
    await button('Test connection').click()
    await expect.element(page.getByText('The key was refused.')).toBeVisible()
    await expect
      .element(page.getByText(/OpenAI answered 401, “Incorrect API key”\. What you typed is kept\./))
      .toBeVisible()
    await button('Save').click()
    await expect.poll(() => calls.map(call => call.name)).toContain('execute provider.save')
  })

  test('a result goes with the next change, since it is not of what is typed any more', async () => {
    await openForm({ engine: { testConnection: works } })
    await apiKey().fill(secret)
    await button('Test connection').click()
    await expect.element(page.getByText(/^Works\./)).toBeVisible()
    await apiKey().fill(`${secret}1`)
    await expect.element(page.getByText(/^Works\./)).not.toBeInTheDocument()
  })

  test('a slow answer to an older test is dropped', async () => {
    const slow = Promise.withResolvers<ReturnType<typeof err<ProviderError>>>()
    let tries = 0
    await openForm({
      engine: { testConnection: () => (++tries === 1 ? slow.promise : works()) },
    })
    await apiKey().fill(secret)
    await button('Test connection').click()
    await name().fill('Other')
    await button('Test connection').click()
    await expect.element(page.getByText(/^Works\./)).toBeVisible()
    slow.resolve(err({ type: 'cors-blocked' }))
    await slow.promise
    await drawn()
    expect(page.getByText(/^Works\./).query()).not.toBeNull()
    expect(page.getByText(/but not to this page/).query()).toBeNull()
  })

  test.each([
    ['key-refused', 'The key was refused.'],
    ['not-an-api', 'api.openai.com was reached, but there is no API at this address.'],
    ['cors-blocked', 'api.openai.com answers, but not to this page (CORS).'],
    ['mixed-content', 'The browser blocks plain http here.'],
    ['local-network-denied', 'The browser was not allowed to reach your local network.'],
    ['model-not-found', 'The model is not there.'],
    ['quota-exhausted', 'No credit is left for this key.'],
  ] as const)('%s is told apart', async (error, title) => {
    await openForm({ engine: { testConnection: fails({ type: error }) } })
    await apiKey().fill(secret)
    await button('Test connection').click()
    await expect.element(page.getByText(title)).toBeVisible()
  })

  test('a local server behind CORS gets a line to copy that names this page', async () => {
    await openForm({ engine: { testConnection: fails({ type: 'cors-blocked' }) } })
    await userEvent.selectOptions(type(), 'Ollama')
    await button('Test connection').click()
    await expect.element(page.getByText(`OLLAMA_ORIGINS=${location.origin} ollama serve`)).toBeVisible()
    await expect.element(button('Copy').first()).toBeVisible()
    await expect.element(page.getByText(`setx OLLAMA_ORIGINS "${location.origin}"`)).toBeVisible()
  })

  test('a server that is found is taken with a press, and what stands in its way is said', async () => {
    await openForm({
      engine: {
        discoverLocal: async () => ({
          servers: [
            { preset: 'vllm', baseUrl: 'http://localhost:8000/v1', models: [] },
            { preset: 'lm-studio', baseUrl: 'http://localhost:1234/v1', models: [], isBlocked: true },
          ],
          isDenied: false,
        }),
      },
    })
    await userEvent.selectOptions(type(), 'Ollama')
    await expect.element(page.getByText('lms server start --cors')).toBeVisible()
    await button('Use vLLM').click()
    await expect.element(baseUrl()).toHaveValue('http://localhost:8000/v1')
    await expect.element(type()).toHaveValue('vllm')
  })

  test('that the browser did not let this page look is not taken for a server that is not started', async () => {
    await openForm({ engine: { discoverLocal: async () => ({ servers: [], isDenied: true }) } })
    await userEvent.selectOptions(type(), 'Ollama')
    await button('Look on this machine').click()
    await expect
      .element(page.getByText(/^The browser was not allowed to reach your local network\. Press the sign/))
      .toBeVisible()
    await expect.element(page.getByText(/^chrome:\/\/settings\/content\/siteDetails/)).toBeVisible()
    await expect.element(page.getByText(/^Nothing answers on this machine/)).not.toBeInTheDocument()
    await expect.element(page.getByText('ollama serve')).not.toBeInTheDocument()
  })

  test('is looked for with the browser’s question only when asked', async () => {
    const { calls } = await openForm()
    const asked = () => calls.filter(call => call.name === 'discoverLocal').map(call => call.args)
    await userEvent.selectOptions(type(), 'llama.cpp')
    await expect.poll(asked).toEqual([[]])
    await button('Look on this machine').click()
    await expect.element(page.getByText(/^Nothing answers on this machine/)).toBeVisible()
    await expect.element(page.getByText('llama-server --port 8080')).toBeVisible()
    await expect.element(button('Look again')).toBeVisible()
    expect(asked()).toEqual([[], [true]])
  })
})
