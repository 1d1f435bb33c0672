/**
 * The features in order: each may import from those before it and from no other, so there is no cycle to find.
 * Held by the linter for the folder one types in, and by `import-graph.test.ts` for the whole tree.
 */
export const featureOrder: readonly string[] = [
  'actions',
  'workspace',
  'account',
  'threads',
  'transfer',
  'search',
  'providers',
  'device-models',
  'semantic-search',
  'devices',
  'runs',
  'composer',
  'conversation',
  'import',
  'export',
  'backup',
  'settings',
  'palette',
  'welcome',
]
