/** How a test browser is started, for the shared one and for those with a profile of their own. */
import type { PlaywrightTestOptions } from '@playwright/test'
import { chromiumArgs } from '../../scripts/chromium.ts'
import { egressArgs } from '../stack/egress.ts'

export const browserArgs = (egressPort: number): string[] => [
  ...chromiumArgs,
  ...egressArgs(egressPort),
  '--enable-unsafe-webgpu',
]

/** A person at a desk in Britain; motion is off, so that nothing is caught half way. */
export const deskOptions = {
  viewport: { width: 1280, height: 800 },
  locale: 'en-GB',
  timezoneId: 'UTC',
  contextOptions: { reducedMotion: 'reduce' },
  permissions: ['clipboard-read', 'clipboard-write'],
} satisfies Partial<PlaywrightTestOptions>
