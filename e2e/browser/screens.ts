/** Every screen there is, and how a person gets to it: for the specs that look at all of them. */
import { chatReasoning, chatText } from '../stack/chat-answer.ts'
import { cutAfter, withFault } from '../stack/faults.ts'
import type { FaultProvider } from '../stack/fault-provider.ts'
import { vendorError } from '../stack/vendor-errors.ts'
import type { AppPage } from './app-page.ts'
import { named } from './names.ts'
import { settingsTabs } from './settings-page.ts'

export interface Screen {
  readonly name: string
  readonly show: (app: AppPage, provider: FaultProvider) => Promise<void>
}

/** A page that is fetched when it is first opened is there once its heading is. */
const heading = (app: AppPage, name: string): Promise<void> =>
  app.page.getByRole('heading', { level: 1, name: named(name) }).waitFor()

/** Before any provider. */
export const firstScreens: readonly Screen[] = [{ name: 'first run', show: async () => undefined }]

const richAnswer = [
  '## A heading',
  'Prose with `code`, **weight** and a [link](https://example.org/page).',
  '- [x] done\n- [ ] open',
  '| line | n |\n|---|---:|\n| 14 | 475 |',
  '```ts\nconst answer: number = 42 // note\n```',
  '> A quotation.',
  '$$n_0 = \\frac{z^2 p (1-p)}{e^2}$$',
  '![a picture](https://images.example/picture.png)',
].join('\n\n')

/** With a provider and a model chosen. Order matters: later screens stand on what earlier ones made. */
export const screens: readonly Screen[] = [
  { name: 'empty thread', show: app => app.newThread() },
  {
    name: 'conversation',
    show: async (app, provider) => {
      provider.script(chatReasoning('First I count the letters.', richAnswer))
      const answer = await app.ask('Show everything')
      // Fetched when the first formula is met: what is looked at, and pressed next, no longer moves.
      await answer.locator('math').waitFor()
    },
  },
  {
    name: 'versions of an answer',
    show: async (app, provider) => {
      provider.script(chatText('Another answer.'))
      await app.regenerate()
      await app.waitForAnswer('Another answer.')
    },
  },
  {
    name: 'interrupted answer',
    show: async (app, provider) => {
      provider.script(withFault(chatText('half of it and'), cutAfter(2)))
      await app.send('Break')
      await app.lastAnswer.getByRole('button', { name: named('Continue') }).waitFor()
    },
  },
  {
    name: 'refused key',
    show: async (app, provider) => {
      provider.script(vendorError('openai', 'key-refused'))
      await app.send('Fail')
      await app.conversation.getByText('refused the key').waitFor()
    },
  },
  { name: 'find in thread', show: app => app.runCommand('Find in thread') },
  {
    name: 'model picker',
    show: async app => {
      await app.modelButton.click()
      await app.page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'command palette',
    show: async app => {
      await app.page.keyboard.press('Escape')
      await app.openPalette()
    },
  },
  {
    name: 'trash',
    show: async app => {
      await app.page.keyboard.press('Escape')
      await app.runCommand('Open Trash')
      await heading(app, 'Trash')
    },
  },
  {
    name: 'archive',
    show: async app => {
      await app.runCommand('Open the archive')
      await heading(app, 'Archive')
    },
  },
  {
    name: 'search',
    show: async app => {
      const palette = await app.openPalette()
      await palette.getByRole('combobox', { name: named('Command') }).fill('everything')
      await palette.getByRole('option', { name: named('Search everywhere for “everything”') }).click()
      await app.page.getByRole('list', { name: named('Results') }).waitFor()
    },
  },
  ...settingsTabs.map((tab): Screen => ({ name: `settings: ${tab}`, show: app => app.settings.open(tab) })),
  {
    name: 'provider form',
    show: async app => {
      await app.settings.open('Providers')
      await app.providerForm.openNew()
    },
  },
  {
    name: 'export',
    show: async app => {
      await app.settings.open('Data')
      await app.page.getByRole('button', { name: named('Export') }).click()
      await app.page.getByRole('dialog').getByRole('radio').first().waitFor()
    },
  },
]
