/**
 * The app as verbs of a person, found by the roles and names of design.md section 11 and the English catalogue.
 * Where a screen changes its words, this file changes and no spec does.
 */
import { expect, type Locator, type Page } from '@playwright/test'
import type { Stack } from '../stack/stack.ts'
import { firstWord, named, namedFrom } from './names.ts'
import { createProviderForm, type ProviderForm, type ProviderInput } from './provider-form.ts'
import { createSettingsPage, type SettingsPage } from './settings-page.ts'
import { createThreadList, type ThreadList } from './thread-list.ts'

export interface AppPage {
  readonly page: Page
  readonly url: string
  readonly threads: ThreadList
  readonly settings: SettingsPage
  readonly providerForm: ProviderForm

  readonly conversation: Locator
  readonly composer: Locator
  readonly sendButton: Locator
  readonly stopButton: Locator
  readonly modelButton: Locator
  readonly sync: Locator
  readonly toast: Locator
  /** Every message of the person, or of the model, on the branch in view. */
  readonly said: Locator
  readonly answers: Locator
  readonly lastAnswer: Locator
  /** What went wrong, where it happened. */
  readonly notices: Locator

  readonly open: (path?: string) => Promise<void>
  /** Waits until the app is drawn and its engine answers. */
  readonly ready: () => Promise<void>
  readonly reload: () => Promise<void>

  /** Adds a provider through the form and chooses its first chat model. */
  readonly addProvider: (input?: Partial<ProviderInput>) => Promise<void>
  readonly chooseModel: (name: string | RegExp) => Promise<void>

  readonly newThread: () => Promise<void>
  readonly type: (text: string) => Promise<void>
  readonly send: (text: string) => Promise<void>
  /** Sends and waits for the whole answer. */
  readonly ask: (text: string) => Promise<Locator>
  /** Waits until the last answer is finished and, if given, holds `text`. */
  readonly waitForAnswer: (text?: string | RegExp) => Promise<Locator>
  readonly stop: () => Promise<void>
  readonly regenerate: () => Promise<void>
  readonly edit: (before: string, after: string) => Promise<void>
  readonly deleteMessage: (message: Locator) => Promise<void>
  readonly nextVersion: (message: Locator) => Promise<void>
  readonly previousVersion: (message: Locator) => Promise<void>
  readonly act: (message: Locator, name: string) => Promise<void>

  readonly undo: () => Promise<void>
  readonly openPalette: () => Promise<Locator>
  readonly runCommand: (name: string) => Promise<void>
  readonly paste: (text: string) => Promise<void>
}

export const createAppPage = (page: Page, stack: Pick<Stack, 'app' | 'provider'>): AppPage => {
  const conversation = page.getByRole('log', { name: named('Conversation') })
  const composer = page.getByRole('textbox', { name: named('Message') })
  const sendButton = page.getByRole('button', { name: named('Send') })
  const stopButton = page.getByRole('button', { name: named('Stop') })
  const modelButton = page.getByRole('button', { name: namedFrom('Model') })
  const said = conversation.getByRole('article', { name: named('You') })
  const answers = conversation.getByRole('article', { name: named('Assistant') })
  const lastAnswer = answers.last()
  const threads = createThreadList(page)
  const settings = createSettingsPage(page)
  const providerForm = createProviderForm(page, stack.provider.url)

  const ready = async (): Promise<void> => {
    // What stands first depends on what is stored: a place to write, the first run, or settings.
    const first = composer.or(page.getByRole('list', { name: named('Where answers come from') }))
    await expect(
      first
        .or(page.getByRole('tablist'))
        .or(page.getByRole('heading', { level: 1 }))
        .first(),
    ).toBeVisible()
  }

  const open = async (path = '/'): Promise<void> => {
    await page.goto(`${stack.app.url}${path}`)
    await ready()
  }

  const type = async (text: string): Promise<void> => {
    await composer.click()
    await composer.fill(text)
  }

  const send = async (text: string): Promise<void> => {
    await type(text)
    await sendButton.click()
    // The draft goes only when the message is stored.
    await expect(composer).toHaveValue('')
  }

  const waitForAnswer = async (text?: string | RegExp): Promise<Locator> => {
    if (text !== undefined) await expect(lastAnswer).toContainText(text, { timeout: 20_000 })
    await expect(stopButton).toBeHidden({ timeout: 20_000 })
    await expect(lastAnswer.getByRole('button', { name: named('Regenerate') })).toBeVisible()
    return lastAnswer
  }

  const act = async (message: Locator, name: string): Promise<void> => {
    await message.hover()
    await message.getByRole('button', { name: named(name) }).click()
  }

  const openPalette = async (): Promise<Locator> => {
    await page.keyboard.press('ControlOrMeta+k')
    const palette = page.getByRole('dialog', { name: named('Command palette') })
    await expect(palette.getByRole('combobox', { name: named('Command') })).toBeFocused()
    return palette
  }

  const chooseModel = async (name: string | RegExp): Promise<void> => {
    await modelButton.click()
    await page.getByRole('option', { name: typeof name === 'string' ? firstWord(name) : name }).click()
    await expect(modelButton).toContainText(name)
  }

  return {
    page,
    url: stack.app.url,
    threads,
    settings,
    providerForm,
    conversation,
    composer,
    sendButton,
    stopButton,
    modelButton,
    sync: page.getByRole('status', { name: named('Sync') }),
    toast: page.getByRole('status').filter({ hasNot: page.getByText('Sync') }),
    said,
    answers,
    lastAnswer,
    notices: conversation.getByRole('alert').or(conversation.getByRole('status')),
    open,
    ready,
    reload: async () => {
      await page.reload()
      await ready()
    },
    addProvider: async input => {
      await settings.open('Providers')
      await providerForm.add(input)
      await expect(providerForm.saved(input?.name ?? 'Workshop')).toContainText(/\d+ model/)
      await open()
      await chooseModel(input?.model ?? 'gpt-5.1')
    },
    chooseModel,
    newThread: async () => {
      // An empty list offers the same once more.
      await page
        .getByRole('button', { name: named('New thread') })
        .first()
        .click()
      await expect(conversation).toBeHidden()
      await expect(composer).toBeVisible()
    },
    type,
    send,
    ask: async text => {
      await send(text)
      return waitForAnswer()
    },
    waitForAnswer,
    stop: async () => {
      // A press within half a second of sending counts as the second of a double click, and does nothing.
      await expect(async () => {
        if (await stopButton.isVisible()) await stopButton.click()
        await expect(stopButton).toBeHidden({ timeout: 700 })
      }).toPass()
    },
    regenerate: () => act(lastAnswer, 'Regenerate'),
    edit: async (before, after) => {
      const message = said.filter({ hasText: before }).last()
      await act(message, 'Edit')
      const field = page.getByRole('textbox', { name: named('Edit message') })
      await field.fill(after)
      await page.getByRole('button', { name: named('Send again') }).click()
      await expect(said.filter({ hasText: after }).last()).toBeVisible()
    },
    deleteMessage: message => act(message, 'Delete'),
    nextVersion: message => act(message, 'Next version'),
    previousVersion: message => act(message, 'Previous version'),
    act,
    undo: () => page.getByRole('button', { name: named('Undo') }).click(),
    openPalette,
    runCommand: async name => {
      const palette = await openPalette()
      await palette.getByRole('combobox', { name: named('Command') }).fill(name)
      await palette
        // Its shortcut is part of an option's name.
        .getByRole('option', { name: namedFrom(name) })
        .first()
        .click()
      await expect(palette).toBeHidden()
    },
    paste: async text => {
      await page.evaluate(copied => navigator.clipboard.writeText(copied), text)
      await composer.click()
      await page.keyboard.press('ControlOrMeta+v')
    },
  }
}
