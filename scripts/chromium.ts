/** Where this machine's Chromium is. `ensure-chromium.ts` installs one when none is found. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path of a Chromium to start: `CHROMIUM_PATH`, the system's, or the one Playwright installed. */
export const chromiumPath = (): string =>
  process.env['CHROMIUM_PATH'] ?? systemPaths.find(existsSync) ?? chromium.executablePath()

/** Keeps a test browser from looking for anything outside this machine. */
export const chromiumArgs: string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
