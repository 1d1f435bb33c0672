/** Each rule of `oxlint.config.ts` that is ours is broken once, in a project of its own, and must be named. */

import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

const imports = 'eslint(no-restricted-imports)'
const globals = 'eslint(no-restricted-globals)'

/** Path, a line, and the rule that must name it; none where the line is allowed. */
const cases: readonly (readonly [string, string, string?])[] = [
  ['shared/src/a.ts', "export { Message } from './schema/message.ts'", imports],
  ['shared/src/b.ts', "export { readFile } from 'node:fs'", imports],
  ['shared/src/c.ts', "export { ok } from './result.ts'"],
  ['shared/src/schema/a.ts', "export { seal } from '../crypto/sealer.ts'", imports],
  ['shared/src/crypto/a.ts', "export { Message } from '../schema/message.ts'", imports],
  ['shared/src/crypto/account/b.ts', "export { Message } from '../../schema/message.ts'", imports],
  ['shared/src/protocol/a.ts', "export { Message } from '../schema/message.ts'", imports],
  ['shared/src/protocol/b.ts', "export { Workspace } from '../schema/workspace.ts'"],
  ['sync-server/src/a.ts', "export { Message } from '@weft/shared/schema/message.ts'", imports],
  ['sync-server/src/b.ts', "export { seal } from '@weft/shared/crypto/sealer.ts'", imports],
  ['sync-server/src/c.ts', "export { encodeRecord } from '@weft/shared/record.ts'", imports],
  ['sync-server/src/d.ts', "export { ok } from '@weft/shared/result.ts'"],
  ['sync-server/src/rooms/e.ts', "export { Workspace } from '@weft/shared/schema/workspace.ts'"],
  ['sync-server/src/f.test.ts', "export { testClock } from '@weft/shared/testing/env.ts'"],
  ['app/src/core/a.ts', "export { useState } from 'react'", imports],
  ['app/src/core/b.ts', "export { Dexie } from 'dexie'", imports],
  ['app/src/core/c.ts', "export { a } from '../features/threads/rows.ts'", imports],
  ['app/src/core/sync/d.ts', "export { a } from '../../features/threads/rows.ts'", imports],
  ['app/src/core/dexie-store.ts', "export { Dexie } from 'dexie'"],
  ['app/src/core/dexie-other.ts', "export { a } from '../ui/a.ts'", imports],
  ['app/src/ui/a.ts', "export { a } from '../features/threads/b.ts'", imports],
  ['app/src/ui/markdown/b.ts', "export { a } from '../../core/database.ts'", imports],
  ['app/src/ui/c.ts', "export { useState } from 'react'"],
  ['app/src/features/threads/a.ts', "export { a } from '../runs/runs.ts'", imports],
  ['app/src/features/threads/b.ts', "export type { RunRow } from '../runs/tables.ts'"],
  ['app/src/features/runs/use-a.ts', "export { a } from '../threads/queries.ts'"],
  ['app/src/features/runs/use-b.ts', "export { a } from '../../shell/a.ts'", imports],
  ['app/src/features/threads/thread-doc.ts', "export { useState } from 'react'", imports],
  ['app/src/features/threads/commands.ts', "export { View } from './thread-page.tsx'", imports],
  ['app/src/features/threads/rows.ts', "export { a } from '../../ui/a.ts'", imports],
  ['app/src/features/providers/sse.ts', "export { useState } from 'react'", imports],
  ['app/src/features/providers/queries.ts', "export { useState } from 'react'"],
  ['app/src/features/threads/thread-page.tsx', "export { Doc } from 'yjs'", imports],
  ['app/src/features/threads/queries.ts', "export { a } from '../../core/rooms.ts'", imports],
  ['app/src/features/threads/use-x.ts', "export type { Room } from '../../core/rooms.ts'"],
  ['app/src/features/threads/use-y.ts', "export { a } from '../../core/database.ts'"],
  ['app/src/features/threads/use-z.ts', "export { seal } from '@weft/shared/crypto/sealer.ts'", imports],
  ['app/src/worker/a.ts', "export { useState } from 'react'", imports],
  ['app/src/worker/client.ts', "export { useState } from 'react'"],
  ['app/src/worker/page-context.ts', "export { a } from '../core/keyring.ts'", imports],
  ['app/src/shell/a.ts', "export { Doc } from 'yjs'", imports],
  ['app/src/sw.ts', "export { createRoot } from 'react-dom/client'", imports],
  ['e2e/browser/a.ts', "export { a } from '../../app/src/core/rooms.ts'", imports],
  ['e2e/stack/b.ts', "export { ok } from '@weft/shared/result.ts'", imports],
  ['app/src/core/now.ts', 'export const now = () => Date.now()', 'eslint(no-restricted-properties)'],
  ['app/src/core/luck.ts', 'export const luck = () => Math.random()', 'eslint(no-restricted-properties)'],
  ['app/src/core/id.ts', 'export const id = () => crypto.randomUUID()', 'eslint(no-restricted-properties)'],
  ['app/src/core/later.ts', 'export const later = () => void setTimeout(() => 1, 1)', globals],
  ['app/src/core/get.ts', "export const get = () => fetch('/')", globals],
  ['app/src/ui/kept.ts', "export const kept = () => window.localStorage.getItem('a')", globals],
  ['app/src/features/threads/base.ts', "export const base = () => indexedDB.open('a')", globals],
  ['shared/src/env.ts', 'export const now = () => Date.now()'],
  ['sync-server/src/server.ts', 'export const now = () => Date.now()', 'eslint(no-restricted-properties)'],
  ['app/src/core/any.ts', 'export const any = (a: any) => a', 'typescript(no-explicit-any)'],
  ['app/src/core/bang.ts', 'export const bang = (a?: string) => a!', 'typescript(no-non-null-assertion)'],
  ['app/src/core/default.ts', 'export default 1', 'import(no-default-export)'],
  ['app/src/core/CamelCase.ts', 'export const a = 1', 'unicorn(filename-case)'],
  ['app/src/core/cycle.ts', "export { b } from './cycle-b.ts'", 'import(no-cycle)'],
  ['app/src/core/cycle-b.ts', "export { a } from './cycle.ts'\nexport const b = 1", 'import(no-cycle)'],
  ['app/src/core/long.ts', 'export const a = 1\n'.repeat(1) + '// \n'.repeat(400), 'eslint(max-lines)'],
  ['app/src/core/long.test.ts', 'export const a = 1\n' + '// \n'.repeat(400)],
  ['app/src/core/log.ts', 'console.log(1)', 'eslint(no-console)'],
  [
    'app/src/core/skip.test.ts',
    "import { test } from 'vitest'\ntest.skip('a', () => {})",
    'vitest(no-disabled-tests)',
  ],
  [
    'app/src/core/only.test.ts',
    "import { expect, test } from 'vitest'\ntest.only('a', () => expect(1).toBe(1))",
    'vitest(no-focused-tests)',
  ],
  [
    'app/src/core/useless.ts',
    '// oxlint-disable-next-line no-console\nexport const a = 1',
    'unused directive',
  ],
]

const project = mkdtempSync(join(tmpdir(), 'weft-lint-'))
/** Path → the rules that named it. */
const rulesByPath = new Map<string, string[]>()

beforeAll(() => {
  for (const [path, text] of cases) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), `${text}\n`)
  }
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(join(root, 'node_modules/oxlint'), join(project, 'node_modules/oxlint'))
  mkdirSync(join(project, 'app/test'))
  cpSync(join(root, 'app/test/feature-order.ts'), join(project, 'app/test/feature-order.ts'))
  cpSync(join(root, 'oxlint.config.ts'), join(project, 'all.config.ts'))
  // Without types, which the project has not: none of these rules needs them.
  writeFileSync(
    join(project, 'oxlint.config.ts'),
    "import all from './all.config.ts'\nexport default { ...all, options: { ...all.options, typeAware: false } }\n",
  )
  const folders = ['shared', 'sync-server', 'app/src', 'e2e']
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'unix', ...folders], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` },
    timeout: 30_000,
  })
  for (const [, path = '', rule = 'unused directive'] of stdout.matchAll(
    /^(.+?):\d+:\d+: .*\[\w+(?:\/(.+))?\]$/gm,
  )) {
    rulesByPath.set(path, [...(rulesByPath.get(path) ?? []), rule])
  }
  if (rulesByPath.size === 0) throw new Error(stdout)
})

afterAll(() => rmSync(project, { recursive: true }))

for (const [path, , rule] of cases) {
  test(`${path}: ${rule ?? 'allowed'}`, () => {
    expect(rulesByPath.get(path) ?? []).toEqual(rule === undefined ? [] : [rule])
  })
}

test('every exception of a line says why, after two dashes or in a comment above it', () => {
  const folders = ['app', 'shared', 'sync-server', 'e2e', 'scripts']
  const files = folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(path => /\.(?:ts|tsx|mjs)$/.test(path) && !/node_modules|dist\//.test(path))
      .map(path => join(folder, path)),
  )
  const exception = /(?:oxlint|eslint)-disable|@ts-(?:expect-error|ignore)|biome-ignore/
  const silent = files
    .filter(path => path !== 'scripts/lint-rules.test.ts')
    .flatMap(path => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n')
      const isExplained = (line: string, index: number): boolean =>
        / -- ./.test(line) || /^\s*(?:\/\/|\*|\{?\/\*)/.test(lines[index - 1] ?? '')
      return lines.flatMap((line, index) =>
        exception.test(line) && !isExplained(line, index) ? [`${path}:${index + 1}`] : [],
      )
    })
  expect(files.length).toBeGreaterThan(300)
  expect(silent).toEqual([])
})
