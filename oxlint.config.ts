/**
 * The linter: what is wrong, what may be wrong, and who may import whom. Every exception says why.
 *
 * Of several overrides that match a file the last one wins, rule by rule and as a whole. So each folder gets one list
 * of restricted imports, put together here, and the narrower list repeats the wider.
 */

import { defineConfig, type OxlintOverride } from 'oxlint'
import { featureOrder } from './app/test/feature-order.ts'

const tests = [
  '**/*.test.{ts,tsx}',
  '**/*.spec.ts',
  '**/*.contract.ts',
  '**/testing/**',
  'app/test/**',
  'e2e/**',
]

interface Restriction {
  readonly group: readonly string[]
  readonly message: string
  /** The shape of what is on the other side may be named; it is erased. */
  readonly allowTypeImports?: boolean
}

const restrictedImports = (restrictions: readonly Restriction[]): NonNullable<OxlintOverride['rules']> => ({
  'no-restricted-imports': [
    'error',
    { patterns: restrictions.map(({ group, ...rest }) => ({ ...rest, group: [...group] })) },
  ],
})

/** For sources; tests may look anywhere. */
const restrict = (files: readonly string[], ...restrictions: readonly Restriction[]): OxlintOverride => ({
  files: [...files],
  excludeFiles: tests,
  rules: restrictedImports(restrictions),
})

/** Files of a folder, however deep the importing file lies. */
const below = (...folders: readonly string[]): string[] =>
  folders.flatMap(folder => [`./${folder}/**`, `../${folder}/**`, `**/../${folder}/**`])

const react = ['react', 'react/**', 'react-dom', 'react-dom/**', 'dexie-react-hooks']
const vendors = ['openai', 'openai/**', '@anthropic-ai/**', '@mlc-ai/**', '@huggingface/**']

const drawsNothing: Restriction = {
  group: [...react, '**/*.tsx', '**/*.css'],
  message: 'This runs in a worker, or must be able to: no React and no view.',
}

const knowsNoPage: Restriction = {
  group: below('ui', 'shell'),
  message: 'This runs in the engine, which knows no page.',
}

const seesRowsOnly: Restriction = {
  group: ['yjs', 'yjs/**', '@weft/shared/crypto/**', '@weft/shared/record.ts', ...vendors],
  message:
    'The page reads rows and sends commands; it sees no document, no key and no vendor (design.md, law 3).',
}

const noEngine: Restriction = {
  group: ['**/core/**', '!**/core/database.ts', '!**/core/storage-error.ts'],
  message: 'Of the engine the page knows the tables and the names of storage errors.',
  allowTypeImports: true,
}

/** The engine's half of a feature: what documents, commands and rows are made of. */
const engineFiles = (feature: string): string[] =>
  ['*-doc.ts', 'commands.ts', 'commands-args.ts', 'rows.ts', 'tables.ts'].map(
    file => `app/src/features/${feature}/**/${file}`,
  )

/** Here every plain file may run in a worker; the page's hooks and queries say so by name. */
const workerFiles = (feature: string): string[] => {
  if (feature === 'account') return ['app/src/features/account/engine/*.ts']
  if (feature === 'device-models') return ['app/src/features/device-models/**/*.ts']
  return feature === 'providers' || feature === 'runs' ? [`app/src/features/${feature}/*.ts`] : []
}

const pageFiles = (feature: string): string[] =>
  ['*.tsx', 'queries.ts', '*-queries.ts', 'use-*.ts'].map(file => `app/src/features/${feature}/**/${file}`)

const featureRestrictions = featureOrder.flatMap((feature, place) => {
  const later = featureOrder.slice(place + 1)
  const order: Restriction[] = [
    { group: below('shell'), message: 'The shell puts features together; they do not know it.' },
    ...(later.length === 0
      ? []
      : [
          {
            // The tables are one database: the shape of a row may be named by everybody.
            group: [...later.map(name => `../${name}/**`), ...later.map(name => `!../${name}/tables.ts`)],
            message: `${feature} comes before ${later.join(', ')} (app/test/feature-order.ts) and may not import them.`,
          },
        ]),
  ]
  return [
    restrict([`app/src/features/${feature}/**`], ...order),
    restrict(workerFiles(feature), ...order, drawsNothing),
    restrict(engineFiles(feature), ...order, drawsNothing, knowsNoPage),
    restrict(pageFiles(feature), ...order, seesRowsOnly, noEngine),
  ]
})

const directions: OxlintOverride[] = [
  restrict(['shared/src/*.ts'], {
    group: ['./schema/**', './crypto/**', './protocol/**', 'node:*', ...react, 'dexie', 'yjs'],
    message: 'The ground floor of shared knows nobody.',
  }),
  restrict(['shared/src/schema/**'], {
    group: ['../crypto/**', '../protocol/**', 'node:*', ...react, 'dexie', 'yjs'],
    message: 'schema, crypto and protocol do not know each other.',
  }),
  restrict(['shared/src/crypto/**'], {
    group: [...below('schema', 'protocol'), 'node:*', ...react, 'dexie', 'yjs'],
    message: 'schema, crypto and protocol do not know each other.',
  }),
  restrict(['shared/src/protocol/**'], {
    group: ['../crypto/**', '../schema/**', '!../schema/workspace.ts', 'node:*', ...react, 'dexie'],
    message:
      'schema, crypto and protocol do not know each other, but for the workspace, which the server needs.',
  }),
  restrict(['sync-server/src/**'], {
    group: [
      '@weft/app/**',
      '@weft/shared/**',
      ...['result', 'assert', 'ids', 'env', 'blob-size'].map(name => `!@weft/shared/${name}.ts`),
      '!@weft/shared/protocol/**',
      '!@weft/shared/schema/workspace.ts',
    ],
    message: 'The server is blind by import: it must not know what a message is, or how one is opened.',
  }),
  restrict(
    ['app/src/core/**'],
    {
      group: [...react, ...vendors, '**/*.tsx', ...below('features', 'ui', 'shell', 'worker')],
      message: 'The engine knows no feature, no view and no vendor.',
    },
    {
      group: ['dexie'],
      message: 'IndexedDB is behind the Store; Dexie belongs to database.ts and dexie-*.ts.',
    },
  ),
  // The two implementations behind the port, and the tables.
  restrict(['app/src/core/database.ts', 'app/src/core/dexie-*.ts'], {
    group: [...react, ...vendors, '**/*.tsx', ...below('features', 'ui', 'shell', 'worker')],
    message: 'The engine knows no feature, no view and no vendor.',
  }),
  restrict(['app/src/ui/**'], {
    group: [
      ...below('core', 'features', 'shell', 'worker'),
      'yjs',
      'dexie',
      'dexie-react-hooks',
      'comlink',
      'wouter',
      ...vendors,
    ],
    message: 'The kit knows React, libraries of views, and itself.',
  }),
  ...featureRestrictions,
  restrict(['app/src/worker/**'], drawsNothing, knowsNoPage),
  // The page's end of the channel to the engine.
  restrict(['app/src/worker/{client,page-context,before-reload}.ts'], seesRowsOnly, noEngine),
  restrict(['app/src/shell/**', 'app/src/main.tsx'], seesRowsOnly, noEngine),
  restrict(['app/src/shell/service-worker/**', 'app/src/sw.ts'], drawsNothing, noEngine),
  {
    // Not through `restrict`, which leaves tests out.
    files: ['e2e/browser/**', 'e2e/stack/**', 'e2e/*.ts'],
    rules: restrictedImports([
      {
        group: ['**/app/**', '@weft/**', '**/sync-server/**', '**/shared/**'],
        message: 'These tests know the running app and nothing inside it.',
      },
    ]),
  },
]

/** Time, randomness, network and storage come in as arguments (shared/src/env.ts), so that a run can be repeated. */
const handedIn = 'It comes in as an argument (shared/src/env.ts), so that a run can be repeated.'

const restrictedGlobals = [
  'setTimeout',
  'setInterval',
  'fetch',
  'localStorage',
  'sessionStorage',
  'indexedDB',
].map(name => ({ name, message: handedIn }))

const restrictedProperties = [
  { object: 'Date', property: 'now', message: handedIn },
  { object: 'Math', property: 'random', message: handedIn },
  { object: 'crypto', property: 'randomUUID', message: handedIn },
]

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'react', 'jsx-a11y', 'vitest', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['**/dist/**', '**/__fixtures__/**', '.cache/**'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-misused-promises': 'error',
    'typescript/only-throw-error': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    'no-restricted-globals': ['error', { globals: restrictedGlobals, checkGlobalObject: true }],
    'no-restricted-properties': ['error', ...restrictedProperties],
    'no-console': 'error',
    eqeqeq: 'error',
    'prefer-const': 'error',
    'react/rules-of-hooks': 'error',
    'react/no-danger': 'error',
    'react/jsx-no-target-blank': 'error',
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',

    // JSX needs no React in scope since React 17.
    'react/react-in-jsx-scope': 'off',
    // A render function handed to a prop is called, not mounted.
    'react/no-unstable-nested-components': ['error', { allowAsProps: true }],
    // TypeScript knows what a module exports; this rule does not know `?worker&url`.
    'import/default': 'off',
    'import/namespace': 'off',
    'import/no-named-as-default': 'off',
    // `fc.array` and `z.string` are how these libraries are read and documented.
    'import/no-named-as-default-member': 'off',
    // Styles, and modules that set something up before others are loaded.
    'import/no-unassigned-import': [
      'error',
      { allow: ['**/*.css', '**/without-eval.ts', '**/require-node.mjs', 'fake-indexeddb/auto'] },
    ],
    // A helper stands next to its only use, even when it closes over nothing.
    'unicorn/consistent-function-scoping': 'off',
    // Takes Dexie's `reverse()` for an array's.
    'unicorn/no-array-reverse': 'off',
    // Takes a worker's and a port's `postMessage` for a window's, which alone has a target origin.
    'unicorn/require-post-message-target-origin': 'off',
    // Requests of IndexedDB have one listener, and `port.onmessage` also opens the port.
    'unicorn/prefer-add-event-listener': 'off',
    // Takes `z.catch(schema, value)` for a promise's.
    'promise/valid-params': 'off',
    // TypeScript checks what `then` returns and where that is used.
    'promise/always-return': 'off',
    // `noImplicitReturns` is the same check with types; this one refuses `return resolve()`.
    'typescript/consistent-return': 'off',
    // TypeScript asks for the underscore of a parameter that is not used.
    'no-underscore-dangle': 'off',
    // `exhaustive-deps` says what is missing; one more than needed is how an effect says "again when this changes".
    'react/exhaustive-effect-dependencies': 'off',
    'react/memo-dependencies': 'off',
    // A region that scrolls must be reachable by keyboard: axe asks for what this refuses.
    'jsx-a11y/no-noninteractive-tabindex': 'off',
    // Menus, tabs and lists of options have one place in the tab order and move within themselves; axe looks at that.
    'jsx-a11y/interactive-supports-focus': 'off',
    // Does not know `aria-description`, which every role has.
    'jsx-a11y/role-supports-aria-props': 'off',
    // `<output>` is announced differently from `role="status"`, which is the name tests and readers know.
    'jsx-a11y/prefer-tag-over-role': 'off',
    // Property tests and tables ask some things of some cases only.
    'vitest/no-conditional-expect': 'off',
    // What is asked of a page is asked by verbs of a page object, which assert for themselves.
    'vitest/expect-expect': 'off',
    // That it throws is the matter; the words of somebody else's error are not ours to hold.
    'vitest/require-to-throw-message': 'off',
    // Mocks take their types from what they stand in for.
    'vitest/require-mock-type-parameters': 'off',
    // The second argument says which of many cases failed.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
  },
  overrides: [
    ...directions,
    {
      files: ['**/*.config.ts'],
      // The tools read the default export.
      rules: { 'import/no-default-export': 'off' },
    },
    {
      files: tests,
      rules: {
        // Tests run on the clock, the network and the storage of the machine, and drive them.
        'no-restricted-globals': 'off',
        'no-restricted-properties': 'off',
        // A test is as long as what it tells.
        'max-lines': 'off',
        // Tests make by hand what elsewhere only a parser may make.
        'typescript/no-unsafe-type-assertion': 'off',
      },
    },
    {
      // The catalogues are lists of sentences.
      files: ['app/src/ui/i18n/catalogues/**'],
      rules: { 'max-lines': 'off' },
    },
    {
      // Where a text or a number becomes its brand.
      files: ['shared/src/ids.ts', 'shared/src/clock.ts'],
      rules: { 'typescript/no-unsafe-type-assertion': 'off' },
    },
    {
      // Playwright's `use` is no hook, and its `fill` is no array's.
      files: ['e2e/**'],
      rules: { 'react/rules-of-hooks': 'off', 'unicorn/no-array-fill-with-reference-type': 'off' },
    },
    {
      // The clock and the randomness that are handed in come from here; composition roots hand in the rest.
      files: [
        'shared/src/env.ts',
        'app/src/main.tsx',
        'app/src/shell/start-page.tsx',
        'app/src/sw.ts',
        'app/src/**/*.worker.ts',
        // The one file of the providers that touches the browser; everything else is handed its `surroundings`.
        'app/src/features/providers/browser-surroundings.ts',
        'app/src/core/database.ts',
        'app/src/core/dexie-connection.ts',
        'sync-server/src/main.ts',
      ],
      rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
    },
    {
      // Erasing reaches every storage of the device by itself, when nothing else of Weft is running.
      files: ['app/src/features/settings/erase{-item,d-page}.tsx'],
      rules: { 'no-restricted-globals': 'off' },
    },
    {
      // Tools that run once on a developer's machine.
      files: ['scripts/**', 'app/build/**'],
      rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
    },
  ],
})
