import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumPath, chromiumArgs } from './scripts/chromium.ts'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: [
            '{shared,app,sync-server}/src/**/*.test.ts',
            '{app,e2e}/test/**/*.test.ts',
            'e2e/{stack,sim,bench}/**/*.test.ts',
            'app/build/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.ts', '**/*.browser.test.tsx', '**/*.pg.test.ts'],
          environment: 'node',
          // Properties of many runs, on two cores with another suite beside them.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'postgres',
          include: ['{app,sync-server}/src/**/*.pg.test.ts'],
          environment: 'node',
          // One PostgreSQL for all of them, started when one of them runs; each suite has a database of its own.
          globalSetup: ['sync-server/src/testing/postgres-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        root: 'app',
        // Found at first use, a dependency makes Vite reload the page in the middle of a test.
        optimizeDeps: {
          // The scan does not follow workers.
          entries: ['src/ui/markdown/highlight/highlight.worker.ts'],
          include: [
            '@huggingface/transformers',
            '@weft/shared > @noble/ciphers/aes.js',
            '@weft/shared > @noble/hashes/hkdf.js',
            '@weft/shared > @noble/hashes/hmac.js',
            '@weft/shared > @noble/hashes/sha2.js',
            '@weft/shared > fflate',
            '@weft/shared > lib0/encoding',
            '@zip.js/zip.js/lib/zip-core-native.js',
            'comlink',
            'dexie',
            'dexie-react-hooks',
            'fast-check',
            'i18next',
            'katex',
            'lucide-react',
            'markdown-it',
            'react',
            'react-dom',
            'react-dom/client',
            'react/jsx-dev-runtime',
            'react/jsx-runtime',
            'virtua',
            'wouter',
            'wouter/memory-location',
            'y-websocket',
            'yjs',
            'zod/mini',
          ],
        },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.{ts,tsx}'],
          testTimeout: 120_000,
          // Two cores, and other suites on them: what comes, comes within this.
          expect: { poll: { timeout: 20_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath(), args: chromiumArgs } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
