// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { createId, type ProviderId } from '@weft/shared/ids.ts'
import { ok } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Route, Switch } from 'wouter'
import { directionOf, languages } from '../../ui/i18n/language.ts'
import { ActionsContext, createActions } from '../actions/use-actions.ts'
import { deviceModelRow } from '../workspace/testing/device-model-row.ts'
import { EraseItem } from './erase-item.tsx'
import { SettingsPage } from './settings-page.tsx'
import { settingsTabs } from './settings-tabs.ts'
import { drawPage, type DrawPageOptions } from './testing/draw-page.tsx'

const tabNames = [
  'General',
  'Appearance',
  'Providers',
  'Models on this device',
  'Personalization',
  'Sync and devices',
  'Data',
  'Shortcuts',
]

/** As the shell frames it: the height of the window, and something else beside it. */
const Framed = ({ children }: { readonly children?: ReactNode }): ReactNode => (
  <ActionsContext value={createActions(undefined)}>
    <div style={{ blockSize: '100dvh' }}>
      <Switch>
        <Route path="/settings/:tab?">{({ tab }) => <SettingsPage tab={tab} />}</Route>
        <Route>
          <p>Elsewhere</p>
        </Route>
      </Switch>
      {children}
    </div>
  </ActionsContext>
)

const openAt = (path: string, options?: DrawPageOptions) => {
  history.replaceState(null, '', path)
  return drawPage(<Framed />, options)
}

const tiny = deviceModelRow('tiny', 'Tiny 1B')

let home = ''
beforeEach(async () => {
  home = location.href
  await page.viewport(1000, 800)
})
afterEach(() => {
  wipePage()
  history.replaceState(null, '', home)
})

const tab = (name: string) => page.getByRole('tab', { name, exact: true })
const heading = (name: string) => page.getByRole('heading', { name, exact: true, level: 1 })
const finder = () => page.getByRole('searchbox', { name: 'Find a setting' })

describe('the index', () => {
  test('has the pages by the names the design fixes, one of them open', async () => {
    await openAt('/settings')
    const tabs = page.getByRole('tab').elements()
    expect(tabs.map(each => each.textContent)).toEqual(tabNames)
    await expect.element(tab('General')).toHaveAttribute('aria-selected', 'true')
    await expect.element(page.getByRole('tabpanel', { name: 'General' })).toBeVisible()
  })

  test('is one stop for the Tab key; arrows, Home and End open what they meet', async () => {
    await openAt('/settings')
    await tab('General').click()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    await expect.element(heading('Providers')).toBeVisible()
    await expect.element(tab('Providers')).toHaveFocus()
    expect(location.pathname).toBe('/settings/providers')
    await userEvent.keyboard('{End}')
    await expect.element(heading('Shortcuts')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}')
    await expect.element(heading('General')).toBeVisible()
    await userEvent.tab()
    await expect.element(page.getByRole('tabpanel', { name: 'General' })).toHaveFocus()
    await userEvent.tab()
    await expect.element(page.getByRole('combobox', { name: 'Language' })).toHaveFocus()
  })

  test('leads out in one step, however many pages were opened', async () => {
    await openAt('/t/before')
    history.pushState(null, '', '/settings')
    await tab('General').click()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}')
    await expect.element(heading('Models on this device')).toBeVisible()
    await page.getByRole('button', { name: 'Back to the threads' }).click()
    await expect.element(page.getByText('Elsewhere')).toBeVisible()
    expect(location.pathname).toBe('/t/before')
  })
})

describe('finding a setting', () => {
  test('Enter opens the first hit, with the focus on its control', async () => {
    await openAt('/settings')
    await finder().fill('titles')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('combobox', { name: 'Model for titles' })).toHaveFocus()
    await expect.element(finder()).toHaveValue('')
  })

  test('arrows go into the list and down it, Enter opens', async () => {
    await openAt('/settings')
    await finder().fill('model')
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    await expect.element(page.getByRole('link', { name: /^Model for titles/ })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('combobox', { name: 'Model for titles' })).toHaveFocus()
  })

  test('says when there is none, and Escape gives the pages back', async () => {
    await openAt('/settings')
    await finder().fill('zzz')
    await expect.element(page.getByText('No setting is called “zzz”.')).toBeVisible()
    await userEvent.keyboard('{Escape}')
    await expect.element(tab('General')).toBeVisible()
  })
})

describe('on a phone', () => {
  beforeEach(() => page.viewport(375, 800))

  test('the list leads to a page, and the page back to the list', async () => {
    await openAt('/settings')
    await expect.element(heading('Settings')).toBeVisible()
    const names = page
      .getByRole('tab')
      .elements()
      .map(each => each.textContent)
    expect(new Set(names)).toEqual(new Set(tabNames))
    expect(names).toHaveLength(tabNames.length)
    await tab('Appearance').click()
    await expect.element(heading('Appearance')).toBeVisible()
    await page.getByRole('button', { name: 'Back to settings' }).click()
    await expect.element(heading('Settings')).toBeVisible()
  })

  test('the search opens with its field focused', async () => {
    await openAt('/settings')
    await page.getByRole('button', { name: 'Find a setting' }).click()
    await expect.element(finder()).toHaveFocus()
    await userEvent.keyboard('dark')
    await page.getByRole('link', { name: /^Theme/ }).click()
    await expect.element(heading('Appearance')).toBeVisible()
  })
})

test.each(languages.flatMap(({ language }) => settingsTabs.map(each => [language, each] as const)))(
  'nothing is wider than a window of 320 pixels: %s, %s',
  async (language, each) => {
    await page.viewport(320, 700)
    await openAt(`/settings/${each}`, { language, ...withModels })
    await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(document.documentElement.dir).toBe(directionOf(language))
    const scroller = document.querySelector('main')
    expect(scroller?.scrollWidth).toBe(scroller?.clientWidth)
    expect(document.documentElement.scrollWidth).toBe(320)
  },
)

const provider: ProviderId = createId(testRandom(29), 'prv')
const withModels: Pick<DrawPageOptions, 'rows'> = {
  rows: ids => ({
    providers: [
      {
        ...ids,
        id: provider,
        dialect: 'openai-compatible',
        preset: 'ollama',
        name: 'Ollama on the machine under the stairs',
        baseUrl: 'http://localhost:11434/v1',
        createdAt: 1,
      },
    ],
    modelLists: [
      {
        providerId: provider,
        fetchedAt: 1,
        models: [
          { modelId: 'small:1b', name: 'Small' },
          { modelId: 'large:70b', name: 'Large' },
        ],
      },
    ],
  }),
}

describe('choices', () => {
  test('the key that sends is switched by Space and stored', async () => {
    const { database } = await openAt('/settings/general')
    const control = page.getByRole('switch', { name: 'Send with Enter' })
    await expect.element(control).toBeChecked()
    control.element().focus()
    await userEvent.keyboard(' ')
    await expect.element(control).not.toBeChecked()
    expect(await database.table('settings').toArray()).toMatchObject([
      { key: 'sendWith', value: 'mod-enter' },
    ])
  })

  test('a choice that cannot be stored goes back and says why', async () => {
    await openAt('/settings/general', {
      engine: { execute: async () => ({ ok: false, error: { type: 'storage-full' } }) },
    })
    const control = page.getByRole('switch', { name: 'Send with Enter' })
    await control.click()
    await expect.element(page.getByText('The disk is full')).toBeVisible()
    await expect.element(control).toBeChecked()
  })

  test('the model of new threads is one of those shown, or the one used last', async () => {
    const { database } = await openAt('/settings/general', withModels)
    const control = page.getByRole('combobox', { name: 'Model for new threads' })
    await userEvent.selectOptions(control, 'Large')
    await expect
      .poll(() => database.table('settings').toArray())
      .toMatchObject([
        { key: 'defaultModel', value: { providerId: provider, modelId: 'large:70b', name: 'Large' } },
      ])
    await userEvent.selectOptions(control, 'The one used last')
    await expect
      .poll(() => database.table('settings').toArray())
      .toMatchObject([{ key: 'defaultModel', value: null }])
  })

  test('titles can be left to the person', async () => {
    const { database } = await openAt('/settings/general', withModels)
    await userEvent.selectOptions(
      page.getByRole('combobox', { name: 'Model for titles' }),
      'None, I name threads myself',
    )
    await expect
      .poll(() => database.table('settings').toArray())
      .toMatchObject([{ key: 'titleModel', value: 'off' }])
  })

  test('another language takes effect at once', async () => {
    await openAt('/settings/general')
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Language' }), 'বাংলা')
    await expect.element(heading('সাধারণ')).toBeVisible()
    expect(document.documentElement.lang).toBe('bn')
  })

  test('the theme by its segments', async () => {
    const { ui } = await openAt('/settings/appearance')
    await page.getByRole('radio', { name: 'Dark' }).click()
    expect(ui.theme.get().theme).toBe('dark')
  })
})

describe('instructions', () => {
  const field = () => page.getByRole('textbox', { name: 'Instructions for every thread' })

  test('Ctrl+Enter saves them, and nothing is saved twice', async () => {
    const { calls } = await openAt('/settings/personalization')
    await field().fill('Be brief.')
    await expect.element(page.getByText('Not saved yet')).toBeVisible()
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await expect.element(page.getByText('Saved', { exact: true })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Save' })).toBeDisabled()
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    expect(calls.filter(call => call.name === 'execute setting.change')).toHaveLength(1)
  })

  test('another page is opened only after asking while they are not saved', async () => {
    await openAt('/settings/personalization')
    await field().fill('Be brief.')
    await tab('Data').click()
    await page.getByRole('button', { name: 'Stay here' }).click()
    await expect.element(field()).toHaveValue('Be brief.')
    await tab('Data').click()
    await page.getByRole('button', { name: 'Leave', exact: true }).click()
    await expect.element(heading('Data')).toBeVisible()
  })
})

describe('data', () => {
  test('says what is stored, how much room there is, and whether the browser keeps it', async () => {
    await openAt('/settings/data')
    await expect.element(page.getByText('412 MB of 19 GB the browser allows')).toBeVisible()
    await expect.element(page.getByText(/^Not promised\./)).toBeVisible()
  })

  test('asks the browser to keep it, and says when it refuses', async () => {
    const persist = vi.spyOn(navigator.storage, 'persist').mockResolvedValue(false)
    await openAt('/settings/data')
    await page.getByRole('button', { name: 'Ask the browser to keep it' }).click()
    await expect.element(page.getByText(/^The browser said no for now\./)).toBeVisible()
    expect(persist).toHaveBeenCalledTimes(1)
    persist.mockRestore()
  })

  test('makes the lists again and says what it found', async () => {
    await openAt('/settings/data', { engine: { repair: async () => ok({ rooms: 41, unreadable: 2 }) } })
    await page.getByRole('button', { name: 'Make them again' }).click()
    await expect
      .element(page.getByText(/^Done\. 41 documents read, every list is new\. 2 values/))
      .toBeVisible()
  })

  test('erases only after the word was typed', async () => {
    const onErase = vi.fn()
    await drawPage(<EraseItem onErase={onErase} />)
    await page.getByRole('button', { name: 'Erase', exact: true }).click()
    await expect.element(page.getByLabelText('Type “erase” to go on')).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('The word is “erase”.')).toBeVisible()
    expect(onErase).not.toHaveBeenCalled()
    await userEvent.keyboard(' Erase {Enter}')
    expect(onErase).toHaveBeenCalledTimes(1)
  })
})

describe('shortcuts', () => {
  const keys = (action: string) =>
    page.getByRole('button', { name: new RegExp(`^Change the keys of “${action}”`) })

  test('the next keys pressed are the new ones, and Reset brings the old ones back', async () => {
    await openAt('/settings/shortcuts')
    await keys('New thread').click()
    await expect.element(page.getByText('Press the new keys')).toBeVisible()
    await userEvent.keyboard('{Alt>}n{/Alt}')
    await expect.poll(() => keys('New thread').element().textContent).toMatch(/” Alt\+N$/)
    await expect.element(keys('New thread')).toHaveFocus()
    await page.getByRole('button', { name: 'Reset the keys of “New thread”' }).click()
    await expect.poll(() => keys('New thread').element().textContent).toMatch(/” Ctrl\+Shift\+O$/)
  })

  test('says who has the keys already and goes on listening; Escape gives up', async () => {
    await openAt('/settings/shortcuts')
    await keys('New thread').click()
    await userEvent.keyboard('{Control>}k{/Control}')
    await expect.element(page.getByText('“Command palette” has these keys.')).toBeVisible()
    await userEvent.keyboard('x')
    await expect.element(page.getByText(/^Add Ctrl, ⌘ or Alt/)).toBeVisible()
    await userEvent.keyboard('{Escape}')
    await expect.element(keys('New thread')).toHaveFocus()
    await expect.poll(() => keys('New thread').element().textContent).toMatch(/” Ctrl\+Shift\+O$/)
  })

  test('an action can do without keys', async () => {
    await openAt('/settings/shortcuts')
    await keys('New thread').click()
    await page.getByRole('button', { name: 'No keys' }).click()
    await expect.poll(() => keys('New thread').element().textContent).toMatch(/” None$/)
  })
})

test('models on this device: what lies here, what fits, and the way to a server of one’s own', async () => {
  await openAt('/settings/device-models')
  await expect.element(page.getByText('No model is on this device yet.')).toBeVisible()
  await expect.element(page.getByRole('heading', { name: 'Fit this device' })).toBeVisible()
  await page.getByRole('button', { name: 'Add one' }).click()
  await expect.element(heading('Providers')).toBeVisible()
  await expect.element(page.getByLabelText('Name', { exact: true })).toHaveValue('Ollama')
})

test('models on this device: what cannot be begun is told in view of who pressed it far below', async () => {
  await page.viewport(1000, 400)
  await openAt('/settings/device-models', {
    engine: { downloadModel: async () => ({ ok: false, error: { type: 'storage-full' } }) },
  })
  await page.getByRole('button', { name: /^Show all/ }).click()
  const buttons = page.getByRole('button', { name: /^Download / })
  await buttons.last().click()
  await expect.element(page.getByText('The disk is full')).toBeInViewport()
})

test('models on this device: the focus stays with the model that something was done to', async () => {
  const drawn = await openAt('/settings/device-models', {
    rows: () => ({ deviceModels: [{ ...tiny, state: 'wanted' }] }),
    engine: {
      downloadModel: async model => {
        await drawn.database
          .table('deviceModels')
          .put({ ...tiny, id: model.id, model, state: 'arriving', doneBytes: 1 })
        return ok(undefined)
      },
      removeModel: async id => {
        await drawn.database.table('deviceModels').delete(id)
        return ok(undefined)
      },
    },
  })
  await page.getByRole('button', { name: 'Download Tiny 1B' }).click()
  await expect.element(page.getByRole('button', { name: 'Pause Tiny 1B' })).toHaveFocus()
  await page.getByRole('button', { name: /^Give up Tiny 1B/ }).click()
  await expect.element(page.getByRole('heading', { name: 'Here', exact: true })).toHaveFocus()
  await page.getByRole('button', { name: /^Show all/ }).click()
  await expect.element(page.getByRole('heading', { name: 'All models' })).toHaveFocus()
})

test('sync and devices says what is here without an account and without a server', async () => {
  await openAt('/settings/sync')
  await expect.element(page.getByText(/^Everything is saved on this device\./)).toBeVisible()
  await expect.element(page.getByText('0 threads, readable without a network')).toBeVisible()
  await expect.element(page.getByRole('alert', { name: 'The server cannot be reached' })).toBeVisible()
  await expect.element(page.getByLabelText('E-mail', { exact: true })).toBeVisible()
})

test('what was begun stays when a tablet is turned from a phone’s width to a desk’s and back', async () => {
  await openAt('/settings/sync')
  const field = page.getByLabelText('E-mail')
  await field.fill('mira@example.org')
  await page.viewport(600, 900)
  await expect.element(tab('General')).not.toBeInTheDocument()
  await expect.element(field).toHaveValue('mira@example.org')
  await page.viewport(1000, 600)
  await expect.element(tab('General')).toBeVisible()
  await expect.element(field).toHaveValue('mira@example.org')
})
