import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { compressPlugin } from './build/compress-plugin.ts'
import { createPrecache } from './build/precache-plugin.ts'
import { precacheRules } from './build/precache-rules.ts'
import { webAppManifest } from './build/web-app-manifest.ts'

const precache = createPrecache({
  rules: precacheRules,
  // The large icon is asked for once, by whoever installs the app; a page never shows it.
  publicFiles: ['index.html', 'first-paint.js', 'favicon.svg', 'icons/icon-192.png'],
  // All of Weft that works without a network: a person who imports, searches or leaves on a plane finds it there. It was
  // 3.7 MB before search, import, export and backup, each of which brings a worker of its own.
  budget: 4_700_000,
})

// The server chooses a policy by these names: `main.worker-….js` talks to itself, `provider.worker-….js` to providers.
const output = {
  entryFileNames: 'assets/[name]-[hash].js',
  chunkFileNames: 'assets/[name]-[hash].js',
  assetFileNames: 'assets/[name]-[hash][extname]',
}

// Building a schema changes nothing: a page that only needs an id's maker does not carry the schema library.
const treeshake = { manualPureFunctions: ['z', 'idSchema'] }

export default defineConfig({
  resolve: {
    // markdown-it needs a few names of characters and brings two thousand: see the file.
    alias: [
      {
        find: /^entities$/,
        replacement: new URL('./src/ui/markdown/named-entities.ts', import.meta.url).pathname,
      },
      // The package's own entry is a script for old browsers; this is the same code as modules.
      { find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' },
    ],
  },
  build: {
    target: 'es2022',
    manifest: true,
    sourcemap: 'hidden',
    // Every browser we support preloads modules itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake,
      output: {
        ...output,
        // What the first screen needs is two files instead of thirty; what changes seldom is one of them.
        codeSplitting: {
          groups: [
            { name: 'vendor', tags: ['$initial'], test: /node_modules/, priority: 1 },
            // Without the entry itself, which must stay one: the bundler's manifest and the precache begin there.
            { name: 'page', tags: ['$initial'], test: /\/src\/(?!main\.tsx$)|\/shared\// },
          ],
        },
      },
    },
  },
  worker: {
    format: 'es',
    rolldownOptions: { treeshake, output },
    plugins: () => [precache.worker()],
  },
  plugins: [
    react(),
    precache.page(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      // The page registers it, with a trusted URL and in its own time.
      injectRegister: false,
      manifest: webAppManifest,
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2}', 'on-demand.json'],
        manifestTransforms: [precache.transform],
        // What is too large is left out by rule, and the sum has a budget; workbox looks at files nobody stores.
        maximumFileSizeToCacheInBytes: 40_000_000,
      },
    }),
    compressPlugin(),
  ],
})
