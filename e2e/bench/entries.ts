/** What `pnpm bench` measures, in its order: each can be run alone, and fills the profile only when it needs one. */
import { measureFirstScreen } from '../../scripts/bundle/first-screen.ts'
import { type AppServer, builtApp } from '../stack/app-server.ts'
import type { FaultProvider } from '../stack/fault-provider.ts'
import { benchBulkActs } from './bulk-acts.ts'
import { benchColdStart } from './cold-start.ts'
import { benchExport } from './export.ts'
import type { Filled } from './fill-profile.ts'
import { benchLongThread } from './long-thread.ts'
import type { Figure } from './report.ts'
import { benchSidebar } from './sidebar.ts'
import { benchStartAgain } from './start-again.ts'
import { benchStreaming } from './streaming.ts'

export interface World {
  readonly profile: string
  readonly app: AppServer
  readonly provider: FaultProvider
  /** The profile's history: written when it is asked for first. */
  readonly history: () => Promise<Filled>
}

export interface Entry {
  readonly name: string
  /** For people. */
  readonly budget: string
  readonly run: (world: World) => Promise<readonly Figure[]>
}

export const entries: readonly Entry[] = [
  {
    name: 'bundle',
    budget: 'script before the first thread is readable: 200 KB gzip',
    run: async () => [
      {
        what: 'JavaScript before the first thread is readable, gzip',
        measured: measureFirstScreen(builtApp).gzip / 1_000,
        budget: 200,
        unit: 'KB',
      },
    ],
  },
  {
    name: 'start-again',
    budget: 'npm start again without a network: 5 s',
    run: async () => [await benchStartAgain()],
  },
  {
    name: 'sealed',
    budget: 'sealed log against plain text: 1.1 times',
    run: async ({ history }) => {
      const { sealedBytes, plainBytes, messages } = await history()
      return [
        {
          what: 'sealed log against plain text',
          measured: sealedBytes / plainBytes,
          budget: 1.1,
          unit: 'times',
          note: `UTF-8, with compression, ${Math.round(plainBytes / messages)} bytes a message; made-up text of a Zipf vocabulary compresses better than what people write`,
        },
      ]
    },
  },
  {
    name: 'cold-start',
    budget: 'offline, 5,000 threads, to sidebar and last thread: 1 s',
    run: async ({ profile, app, history }) => [
      await benchColdStart(profile, app, (await history()).threadId),
    ],
  },
  {
    name: 'long-thread',
    budget: '10,000 messages: open 150 ms, no task over 50 ms while scrolling, a key 16 ms',
    run: async ({ profile, app, history }) => {
      const { threadId, longThreadId } = await history()
      return benchLongThread(profile, app.url, threadId, longThreadId)
    },
  },
  {
    name: 'sidebar',
    budget: '5,000 threads scrolled through: no task over 50 ms',
    run: async ({ profile, app, history }) => {
      await history()
      return benchSidebar(profile, app.url)
    },
  },
  {
    name: 'export',
    budget: 'everything as JSON: 120 s, 300 MB, no task over 50 ms meanwhile',
    run: async ({ profile, app, history }) => benchExport(profile, app.url, await history()),
  },
  {
    // After what counts the threads: it adds some.
    name: 'streaming',
    budget: '1,000 tokens a second: 1.4 times plain text, no task over 50 ms, 5 ms to the first token',
    run: async ({ profile, app, provider, history }) => {
      await history()
      return benchStreaming(profile, app.url, provider)
    },
  },
  {
    // The last: it changes the history.
    name: 'bulk',
    budget: '1,000 threads archived at once: 10 s, no task over 50 ms meanwhile',
    run: async ({ profile, app, history }) => {
      await history()
      return benchBulkActs(profile, app.url)
    },
  },
]
