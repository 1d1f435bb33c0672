/** A new device is added by the camera of one that has the account: a real browser looks at a film of the picture. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { chromiumPath } from '../../scripts/chromium.ts'
import { filmOf, type Squares } from '../stack/film.ts'
import { createAccount, openDevice } from './device.ts'
import { createAccountPage } from './account-page.ts'
import { expect, test as base } from './fixtures.ts'
import { browserArgs, deskOptions } from './launch.ts'

interface Seeing {
  readonly browser: Browser
  /** What its camera sees from now on; a camera that is on goes on with what it has. */
  readonly show: (squares: Squares) => Promise<void>
}

const test = base.extend<{ readonly seeing: Seeing }>({
  /** A browser with a camera. */
  seeing: async ({ egress }, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'weft-film-'))
    const file = join(directory, 'picture.y4m')
    const browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: [
        ...browserArgs(egress.port),
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${file}`,
      ],
    })
    await use({ browser, show: squares => writeFile(file, filmOf(squares)) })
    await browser.close()
    await rm(directory, { recursive: true, force: true })
  },
})

test('a device that shows a picture is added by the camera of another, and has its threads', async ({
  seeing,
  browser,
  appOn,
  watch,
  provider: _provider,
}) => {
  const person = { email: 'camera@example.org', password: 'violet umbrella 1887' }
  await using context = await seeing.browser.newContext(deskOptions)
  await watch.attach(context)
  const first = appOn(await context.newPage())
  await first.open()
  await first.addProvider()
  await first.ask('What is a heddle?')
  await createAccount(first, person)
  const account = createAccountPage(first.page)

  await using second = await openDevice(browser, { appOn })
  await seeing.show(await second.account.showPicture())
  await second.account.typeDigits(await account.readPicture())
  await account.agree()
  await second.account.expectSignedIn(person.email)

  await second.app.open('/')
  await second.app.threads.open('What is a heddle?')
  await expect(second.app.said.first()).toContainText('What is a heddle?')
  await expect(second.app.answers).toHaveCount(1)
})
