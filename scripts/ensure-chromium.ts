/** Finds a Chromium for the tests, or installs one: Debian's own as root, Playwright's everywhere else. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromiumPath } from './chromium.ts'
import { root, toolEnvironment } from './project.mjs'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'

const isDebianRoot = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

const works = async (): Promise<boolean> =>
  existsSync(chromiumPath()) && (await run(chromiumPath(), ['--version'])).code === 0

const installFromDebian = async (): Promise<string> => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = await run('apt-get', ['update'], { env })
  const installed = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env })
  return updated.output + installed.output
}

const installFromPlaywright = async (): Promise<string> => {
  const cli = join(root, 'node_modules/playwright/cli.js')
  return (await run(process.execPath, [cli, 'install', 'chromium'], { env: toolEnvironment() })).output
}

if (!(await works())) {
  if (process.env['CHROMIUM_PATH'] !== undefined) {
    fail(
      `The tests need a Chromium, and there is none that starts at ${chromiumPath()} (CHROMIUM_PATH).`,
      'Nothing was run. Correct CHROMIUM_PATH, or leave it out to have one found or installed.',
    )
  }
  say('Installing a Chromium for the tests in a browser. This needs the network.')
  let output = isDebianRoot() ? await installFromDebian() : await installFromPlaywright()
  if (isDebianRoot() && !(await works())) output += await installFromPlaywright()
  if (!(await works())) {
    fail(
      output.trimEnd(),
      '',
      'The tests need a Chromium, and none could be installed; the lines above say why.',
      'Nothing was run. Install Chromium or Chrome, or let CHROMIUM_PATH name one, and run the command again.',
    )
  }
}
const version = (await run(chromiumPath(), ['--version'])).output.match(/Chrom\w* [\d.]+/)?.[0]
say(`The tests use ${version ?? chromiumPath()}.`)
