/** Gives an engine what only a page has: the browser's own model. Loaded where the browser has a word for it. */

import { systemEnv } from '@weft/shared/env.ts'
import { serveBrowserModel } from '../features/device-models/browser/browser-host.ts'
import { browserNameOf } from '../features/device-models/browser/browser-name.ts'
import type { BrowserApis } from '../features/device-models/browser/prompt-api.ts'
import { type EngineClient, transferPort } from '../worker/client.ts'

declare global {
  interface Window extends BrowserApis {}
}

export const hostBrowserModel = (engine: EngineClient): void => {
  const { port1, port2 } = new MessageChannel()
  serveBrowserModel(port1, {
    env: systemEnv,
    locks: navigator.locks,
    apis: window,
    browserName: browserNameOf(navigator),
    isOnline: () => navigator.onLine,
    report: reportError,
  })
  void engine.attachBrowserModel(transferPort(port2))
}
