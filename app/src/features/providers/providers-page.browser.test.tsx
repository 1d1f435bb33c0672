// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { createId, type ProviderId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { drawPage, type DrawPageOptions } from '../settings/testing/draw-page.tsx'
import { ProvidersPage } from './providers-page.tsx'
import { apiKey, baseUrl, button, fails, name, syncKey, works } from './testing/form-fields.ts'

const listAddress = '/settings/providers'

beforeEach(async () => {
  await page.viewport(1000, 900)
  history.replaceState(null, '', listAddress)
})
afterEach(() => {
  wipePage()
  history.replaceState(null, '', listAddress)
})

const existing: ProviderId = createId(testRandom(23), 'prv')
const withOpenAI: Pick<DrawPageOptions, 'rows'> = {
  rows: ids => ({
    providers: [
      {
        ...ids,
        id: existing,
        dialect: 'openai',
        preset: 'openai',
        name: 'Work',
        baseUrl: 'https://api.openai.com/v1',
        createdAt: 1,
      },
    ],
    credentialHints: [{ providerId: existing, ending: 'x09B', headerNames: ['OpenAI-Organization'] }],
  }),
}

describe('changing a provider', () => {
  test('the stored key is used without being shown, and kept when the field stays empty', async () => {
    const { calls } = await drawPage(<ProvidersPage />, { ...withOpenAI, engine: { testConnection: works } })
    await button('More for Work').click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await expect.element(apiKey()).toHaveValue('')
    await expect
      .element(apiKey())
      .toHaveAccessibleDescription(/^A key ending x09B is stored\. Leave empty to keep it\./)
    await button('Test connection').click()
    await expect.element(page.getByText(/^Works\./)).toBeVisible()
    expect(calls[0]?.args[2]).toBeUndefined()
    await name().fill('Home')
    await button('Save').click()
    await expect.element(page.getByText('Home saved')).toBeVisible()
    expect(calls.map(call => call.name)).toEqual(['testConnection', 'execute provider.save', 'refreshModels'])
  })

  test('“Replace key” begins at the key', async () => {
    await drawPage(<ProvidersPage />, withOpenAI)
    await button('More for Work').click()
    await page.getByRole('menuitem', { name: 'Replace key' }).click()
    await expect.element(apiKey()).toHaveFocus()
  })

  test('at another address the key is asked for again', async () => {
    const { calls } = await drawPage(<ProvidersPage />, withOpenAI)
    await button('More for Work').click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await baseUrl().fill('https://proxy.example/v1')
    await button('Save').click()
    await expect.element(apiKey()).toHaveFocus()
    await expect
      .element(apiKey())
      .toHaveAccessibleDescription(
        'The stored key was given to another address. Paste the key for proxy.example.',
      )
    expect(calls).toEqual([])
  })

  test('leaving with something unsaved is asked first', async () => {
    await drawPage(<ProvidersPage />, withOpenAI)
    await button('More for Work').click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await name().fill('Home')
    await button('Cancel').click()
    await expect.element(page.getByRole('alertdialog', { name: 'Leave without saving?' })).toBeVisible()
    await button('Stay here').click()
    await expect.element(name()).toHaveValue('Home')
    await button('Cancel').click()
    await button('Leave').click()
    await expect.element(name()).not.toBeInTheDocument()
    await expect.element(page.getByText('Work', { exact: true })).toBeVisible()
  })
})

/** What the workspace's document says of the key, beside what this device has or not. */
const withSynced = (own: boolean): Pick<DrawPageOptions, 'rows'> => ({
  rows: ids => {
    const rows = withOpenAI.rows?.(ids) ?? {}
    const syncedKey = { sealed: 'AAAA', origin: 'https://api.openai.com', ending: 'abcd', headerNames: [] }
    return {
      providers: (rows['providers'] ?? []).map(row => ({ ...row, syncedKey })),
      credentialHints: own ? (rows['credentialHints'] ?? []) : [],
    }
  },
})

const openEdit = async (): Promise<void> => {
  await button('More for Work').click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
}

describe('a key that syncs', () => {
  test('is shown as one that came, and taking the tick away says what happens and takes it back', async () => {
    const { calls } = await drawPage(<ProvidersPage />, withSynced(false))
    await expect.element(page.getByText('Key ending abcd')).toBeVisible()
    await expect.element(page.getByText('for all your devices')).toBeVisible()
    await openEdit()
    await expect.element(apiKey()).toHaveAccessibleDescription(/^A key ending abcd is stored\./)
    await expect.element(syncKey()).toBeChecked()
    await syncKey().click()
    await expect
      .element(syncKey())
      .toHaveAccessibleDescription(/stays on this device.*loses it when it next syncs.*a sealed copy/)
    await button('Save').click()
    await expect.element(page.getByText('Work saved')).toBeVisible()
    expect(calls.find(call => call.name === 'saveCredentials')?.args).toEqual([
      expect.anything(),
      existing,
      {},
      'taken-back',
    ])
    // What the page knows of a row beside the provider is not stored with it.
    expect(JSON.stringify(calls[0]?.args[1])).not.toContain('AAAA')
  })

  test('is left alone when only a name is changed', async () => {
    const { calls } = await drawPage(<ProvidersPage />, withSynced(false))
    await openEdit()
    await name().fill('Home')
    await button('Save').click()
    await expect.element(page.getByText('Home saved')).toBeVisible()
    expect(calls.map(call => call.name)).toEqual(['execute provider.save', 'refreshModels'])
  })

  test('is left alone when the form was open before it came', async () => {
    const { calls, database } = await drawPage(<ProvidersPage />, withOpenAI)
    await openEdit()
    await expect.element(syncKey()).not.toBeChecked()
    const [row] = await database.table('providers').toArray()
    const syncedKey = { sealed: 'AAAA', origin: 'https://api.openai.com', ending: 'abcd', headerNames: [] }
    await database.table('providers').put({ ...Object(row), syncedKey })
    await database.table('credentialHints').clear()
    await name().fill('Home')
    await button('Save').click()
    await expect.element(page.getByText('Home saved')).toBeVisible()
    expect(calls.map(call => call.name)).toEqual(['execute provider.save', 'refreshModels'])
  })

  test('is what a form knows from its first moment, wherever one comes from', async () => {
    history.replaceState(null, '', `${listAddress}?edit=${existing}`)
    const { calls } = await drawPage(<ProvidersPage />, withSynced(false))
    await expect.element(syncKey()).toBeChecked()
    await button('Save').click()
    await expect.element(page.getByText('Work saved')).toBeVisible()
    expect(calls.map(call => call.name)).toEqual(['execute provider.save', 'refreshModels'])
  })

  test('gives way to this device’s own, which is given up only when that is confirmed', async () => {
    const { calls, workspaceId } = await drawPage(<ProvidersPage />, {
      ...withSynced(true),
    })
    await expect.element(page.getByText('Key ending x09B')).toBeVisible()
    await expect.element(page.getByText('only here, your other devices use another')).toBeVisible()
    const ask = async (): Promise<void> => {
      await button('More for Work').click()
      await page.getByRole('menuitem', { name: 'Use the key of my other devices' }).click()
      await expect
        .element(page.getByRole('alertdialog', { name: 'Use the other devices’ key for Work?' }))
        .toBeVisible()
    }
    await ask()
    await button('Keep this one').click()
    expect(calls).toEqual([])
    await ask()
    await button('Use the other').click()
    await expect.element(page.getByText('Work uses the key of your other devices')).toBeVisible()
    expect(calls).toEqual([{ name: 'removeCredentials', args: [workspaceId, existing, 'here'] }])
  })

  test('is replaced by this device’s own when the person ticks, and that is said before', async () => {
    const { calls } = await drawPage(<ProvidersPage />, withSynced(true))
    await openEdit()
    await expect.element(syncKey()).not.toBeChecked()
    await expect.element(syncKey()).toHaveAccessibleDescription(/Your other devices keep the one they use/)
    await syncKey().click()
    await expect.element(syncKey()).toHaveAccessibleDescription(/this one takes its place there/)
    await button('Save').click()
    await expect.element(page.getByText('Work saved')).toBeVisible()
    expect(calls.find(call => call.name === 'saveCredentials')?.args.slice(2)).toEqual([{}, 'everywhere'])
  })
})

describe('the list', () => {
  test('tests a provider with what is stored and offers what mends it', async () => {
    await drawPage(<ProvidersPage />, {
      ...withOpenAI,
      engine: { testConnection: fails({ type: 'key-refused', status: 401 }) },
    })
    await button('Test connection: Work').click()
    await expect.element(page.getByText('The key was refused.')).toBeVisible()
    await button('Replace key').click()
    await expect.element(apiKey()).toHaveFocus()
  })

  test('removing can be undone, and takes the key along only when it is not', async () => {
    const { calls, ui, database, workspaceId, roomId } = await drawPage(<ProvidersPage />, withOpenAI)
    const remove = async (): Promise<void> => {
      await button('More for Work').click()
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      await expect.element(page.getByText('Work removed')).toBeVisible()
    }
    await remove()
    await button('Undo').click()
    await expect
      .poll(() => calls.map(call => call.name))
      .toEqual(['execute provider.delete', 'execute provider.delete'])
    expect(calls[1]?.args[1]).toMatchObject({ providerId: existing, deleted: false })
    // What the engine does with it.
    await database
      .table('providers')
      .bulkPut([...(withOpenAI.rows?.({ workspaceId, roomId })['providers'] ?? [])])
    await remove()
    ui.toasts.dismiss()
    await expect
      .poll(() => calls.at(-1))
      .toMatchObject({ name: 'removeCredentials', args: [workspaceId, existing, 'everywhere'] })
  })
})
