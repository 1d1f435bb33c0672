/** What an operating system is told about the installed app. Names are not translated: the format has one language. */

import type { ManifestOptions } from 'vite-plugin-pwa'

export const webAppManifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Weft',
  short_name: 'Weft',
  description: 'A chat with models that lives on your device.',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  lang: 'en',
  dir: 'ltr',
  background_color: '#fcfbf9',
  theme_color: '#f4f3ef',
  categories: ['productivity', 'utilities'],
  icons: [
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/icons/maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
  ],
  shortcuts: [
    {
      name: 'New thread',
      url: '/',
      icons: [{ src: '/icons/new-thread-96.png', sizes: '96x96', type: 'image/png' }],
    },
  ],
}
