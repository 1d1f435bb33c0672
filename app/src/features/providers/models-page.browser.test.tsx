// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { createId, type ProviderId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { drawPage, type DrawPageOptions } from '../settings/testing/draw-page.tsx'
import { providerPath } from './provider-paths.ts'
import { ProvidersPage } from './providers-page.tsx'

const id: ProviderId = createId(testRandom(31), 'prv')

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

const rows: DrawPageOptions['rows'] = ids => ({
  providers: [
    {
      ...ids,
      id,
      dialect: 'openai-compatible',
      preset: 'openai-compatible',
      name: 'Workshop',
      baseUrl: 'https://gpu.example/v1',
      createdAt: 1,
    },
  ],
  modelLists: [
    {
      providerId: id,
      fetchedAt: 1,
      models: [
        { modelId: 'small', name: 'Small', contextWindow: 8192, price: { input: 1, output: 2 } },
        { modelId: 'large', name: 'Large' },
      ],
    },
  ],
  modelSettings: [
    { ...ids, providerId: id, modelId: 'mine', id: `mdl_${'a'.repeat(26)}`, manual: true, name: 'My own' },
  ],
})

const open = (options: DrawPageOptions = {}) => drawPage(<ProvidersPage />, { rows, ...options })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByLabelText(name, { exact: true })
const row = (name: string) => page.getByRole('row').filter({ hasText: name })
const lastConfigure = (calls: Awaited<ReturnType<typeof open>>['calls']): unknown =>
  calls.findLast(call => call.name === 'execute model.configure')?.args[1]

describe('the table', () => {
  test('lists what the provider serves and what the person added, with context and prices', async () => {
    await open()
    await expect.poll(() => row('Small').element().textContent).toMatch(/8\.2K\s*\$1\.00\s*\$2\.00\s*–/)
    await expect.poll(() => row('My own').element().textContent).toContain('Added by you')
  })

  test('hides a model and shows it again', async () => {
    const { calls } = await open()
    await button('Hide Large').click()
    await expect.poll(() => row('Large').element().textContent).toContain('Hidden')
    expect(lastConfigure(calls)).toMatchObject({ modelId: 'large', hidden: true })
    await button('Show Large').click()
    await expect.element(button('Hide Large')).toBeVisible()
  })

  test('is listed again on demand; a refusal says why', async () => {
    await open({ engine: { refreshModels: async () => err({ type: 'key-refused', status: 401 }) } })
    await button('List the models again').click()
    await expect.element(page.getByText('The key was refused.')).toBeVisible()
    await expect.element(row('Small')).toBeVisible()
  })

  test('a long list can be searched', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ modelId: `m-${index}`, name: `Model ${index}` }))
    await open({
      rows: ids => ({ ...rows?.(ids), modelLists: [{ providerId: id, fetchedAt: 1, models: many }] }),
    })
    await page.getByRole('searchbox', { name: 'Find a model' }).fill('m-39')
    await expect.poll(() => page.getByRole('rowheader').element().textContent).toMatch(/^Model 39/)
    await page.getByRole('searchbox', { name: 'Find a model' }).fill('zzz')
    await expect.element(page.getByText('No model is called “zzz”.')).toBeVisible()
  })
})

describe('one model', () => {
  test('takes prices, context and parameters, and gives the focus back', async () => {
    const { calls } = await open()
    await button('Change Large').click()
    await field('Context, in tokens').fill('128k')
    await field('In').fill('0,25')
    await field('Out').fill('2')
    await field('Temperature').fill('0.7')
    await userEvent.selectOptions(field('Reasoning'), 'Low')
    await field('Instructions for this model').fill('Be brief.')
    await button('Save').click()
    await expect.element(button('Change Large')).toHaveFocus()
    await expect.poll(() => row('Large').element().textContent).toMatch(/128K\s*\$0\.25\s*\$2\.00/)
    expect(lastConfigure(calls)).toMatchObject({
      providerId: id,
      modelId: 'large',
      contextWindow: 128_000,
      price: { input: 0.25, output: 2 },
      parameters: { temperature: 0.7, reasoningEffort: 'low', instructions: 'Be brief.' },
    })
  })

  test('says at the field what would be right', async () => {
    const { calls } = await open()
    await button('Change Large').click()
    await field('Temperature').fill('9')
    await button('Save').click()
    await expect.element(field('Temperature')).toHaveFocus()
    await expect
      .element(field('Temperature'))
      .toHaveAccessibleDescription('A number from 0 to 2, such as 0.7.')
    expect(calls).toEqual([])
  })

  test('goes back to what the provider has', async () => {
    const { database, calls } = await open()
    await button('Change Small').click()
    await field('In').fill('5')
    await field('Out').fill('6')
    await button('Save').click()
    await expect.poll(() => row('Small').element().textContent).toContain('$5.00')
    await button('Change Small').click()
    await button('As the provider has it').click()
    await expect.poll(() => row('Small').element().textContent).toMatch(/\$1\.00\s*\$2\.00/)
    expect(lastConfigure(calls)).toHaveProperty('price', undefined)
    const stored = await database
      .table('modelSettings')
      .where({ modelId: 'small' })
      .toArray()
      .catch(() => [])
    for (const entry of stored) expect(entry).not.toHaveProperty('price')
  })

  test('typed by hand can be added, not twice, and removed', async () => {
    const { calls } = await open()
    await button('Add a model').click()
    await expect.element(field('Model id')).toHaveFocus()
    await userEvent.keyboard('small{Enter}')
    await expect.element(field('Model id')).toHaveAccessibleDescription('This model is in the list already.')
    await field('Model id').fill(' next-preview ')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => row('next-preview').element().textContent).toContain('Added by you')
    expect(lastConfigure(calls)).toMatchObject({ modelId: 'next-preview', manual: true })
    await button('Change next-preview').click()
    await button('Remove').click()
    await expect.poll(() => row('next-preview').elements().length).toBe(0)
    expect(lastConfigure(calls)).toMatchObject({ modelId: 'next-preview', manual: false })
  })
})

test('a listing that works is told by the list', async () => {
  const { calls } = await open({ engine: { refreshModels: async () => ok([]) } })
  await button('List the models again').click()
  await expect.poll(() => calls.map(call => call.name)).toEqual(['refreshModels'])
})
