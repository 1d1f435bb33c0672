/** The page: builds everything from the real window, clock and randomness, and does nothing else. */

import './ui/tokens.css'
import './ui/base.css'
import { systemEnv } from '@weft/shared/env.ts'
import { must } from '@weft/shared/assert.ts'
import { createRoot } from 'react-dom/client'
import { readEraseRequest, standAsideForErase } from './features/settings/erase-request.ts'
import { startPage } from './shell/start-page.tsx'
import { createUi, UiProvider } from './ui/ui.tsx'

const root = createRoot(must(document.getElementById('root'), 'the element of index.html'))
const ui = createUi(window, systemEnv.clock)
// English is in this bundle; another language is loaded before the first paint, so that none shows two.
await ui.languages.start()

const eraseTab = {
  storage: window.sessionStorage,
  location: window.location,
  openChannel: (name: string) => new BroadcastChannel(name),
}
const erase = window.isSecureContext ? readEraseRequest(window.sessionStorage) : null

if (!window.isSecureContext) {
  const { InsecurePage } = await import('./shell/insecure-page.tsx')
  root.render(
    <UiProvider ui={ui}>
      <InsecurePage />
    </UiProvider>,
  )
} else if (erase !== null) {
  const { ErasedPage } = await import('./features/settings/erased-page.tsx')
  root.render(
    <UiProvider ui={ui}>
      <ErasedPage request={erase} />
    </UiProvider>,
  )
} else {
  standAsideForErase(eraseTab)
  root.render(<UiProvider ui={ui}>{startPage()}</UiProvider>)
}
