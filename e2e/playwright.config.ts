/** Browser tests: the built app, its real server and a provider, in the Chromium of this machine. */
import { defineConfig, type ReporterDescription } from '@playwright/test'
import { deskOptions } from './browser/launch.ts'

/** `E2E_REPORT` names a JSON file; the verify script counts its tests. */
const report = process.env['E2E_REPORT']

const reporters: ReporterDescription[] = [
  ['list'],
  ...(report === undefined ? [] : [['json', { outputFile: report }] satisfies ReporterDescription]),
]

export default defineConfig({
  testDir: 'browser',
  outputDir: '../.cache/e2e-results',
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // One: a second browser on two cores makes figures of the first mean nothing.
  workers: 1,
  // Generous: a machine that is busy with something else makes nothing wrong.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: reporters,
  use: { ...deskOptions, actionTimeout: 20_000, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
})
