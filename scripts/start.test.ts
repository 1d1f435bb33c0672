/**
 * `npm start` in a project of its own whose npx, bundler and server only write down that they were called: what is
 * tested is when each is called, and what a person reads.
 */

import { spawn, spawnSync } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'

// Each starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 })

const files: Readonly<Record<string, string>> = {
  'package.json': '{"type":"module","packageManager":"pnpm@1.2.3","scripts":{}}',
  'app/package.json': '{}',
  'sync-server/package.json': '{"type":"module"}',
  'shared/package.json': '{}',
  'e2e/package.json': '{}',
  'pnpm-lock.yaml': 'lock: 1',
  'pnpm-workspace.yaml': 'packages: []',
  'app/src/main.tsx': 'one',
  'bin/npx': '#!/bin/sh\necho "npx $*" >> calls\n[ -e npx-fails ] && cat npx-fails >&2 && exit 1\nexit 0\n',
  // Like the real one it empties its folder at once and takes a while; the page says which sources it is made of.
  'app/node_modules/vite/bin/vite.js': `
    const fs = require('node:fs')
    const out = process.argv[process.argv.indexOf('--outDir') + 1]
    fs.appendFileSync('../calls', 'vite\\n')
    fs.rmSync(out, { recursive: true, force: true })
    fs.mkdirSync(out, { recursive: true })
    if (fs.existsSync('../vite-fails')) { console.log('a syntax error in main.tsx'); process.exit(1) }
    setTimeout(() => fs.writeFileSync(out + '/index.html', fs.readFileSync('src/main.tsx')), 100)
`,
  'sync-server/src/main.ts':
    "import { appendFileSync } from 'node:fs'\nappendFileSync('calls', 'server ' + (process.env.CHOICE ?? '') + '\\n')\n" +
    "process.on('SIGTERM', () => { appendFileSync('calls', 'stopped\\n'); process.exit(3) })\n" +
    "process.on('disconnect', () => { appendFileSync('calls', 'alone\\n'); process.exit(0) })\n" +
    "console.log('Weft is ready: http://localhost:1')\n",
}

interface Project {
  readonly root: string
  readonly calls: () => Promise<readonly string[]>
  readonly start: () => Started
}

interface Started {
  readonly ready: Promise<void>
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>
}

const createProject = async (): Promise<Project> => {
  const root = await mkdtemp(join(tmpdir(), 'weft-start-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  await chmod(join(root, 'bin/npx'), 0o755)
  await mkdir(join(root, 'node_modules/nodejs/bin'), { recursive: true })
  await symlink(process.execPath, join(root, 'node_modules/nodejs/bin/node'))
  await cp(import.meta.dirname, join(root, 'scripts'), { recursive: true })

  return {
    root,
    calls: async () => {
      const text = await readFile(join(root, 'calls'), 'utf8').catch(() => '')
      await rm(join(root, 'calls'), { force: true })
      return text.split('\n').filter(line => line !== '')
    },
    start: () => start(root),
  }
}

const start = (root: string): Started => {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { PATH: [join(root, 'bin'), process.env['PATH']].join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  const ready = new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      text += chunk.toString()
      if (text.includes('Weft is ready')) resolve()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('close', () => reject(new Error(`it ended before it was ready: ${text}`)))
  })
  // Whoever waits for the end does not wait for this.
  ready.catch(() => undefined)
  const ended = new Promise<Awaited<Started['ended']>>(resolve =>
    child.once('close', code => resolve({ code, text })),
  )
  return { ready, kill: signal => void child.kill(signal), ended }
}

const startAndStop = async (project: Project): Promise<string> => {
  const started = project.start()
  await started.ready
  started.kill('SIGTERM')
  return (await started.ended).text
}

const install = 'npx --yes pnpm@1.2.3 install --frozen-lockfile --config.confirmModulesPurge=false'
const run = ['server ', 'stopped']

test('the first start installs and builds, the second does neither', async () => {
  const project = await createProject()
  const first = await startAndStop(project)
  expect(await project.calls()).toEqual([install, 'vite', ...run])
  expect(first).toContain('Installing what Weft is made of.')
  expect(first).toContain('Building the app.')

  const second = await startAndStop(project)
  expect(await project.calls()).toEqual(run)
  expect(second).toBe('Weft is ready: http://localhost:1\n')
})

test.each([
  ['the lockfile', 'pnpm-lock.yaml', 'lock: 2', [install, 'vite']],
  ['a dependency', 'app/package.json', '{"dependencies":{"a":"1"}}', [install, 'vite']],
  [
    'a script of package.json',
    'package.json',
    '{"type":"module","packageManager":"pnpm@1.2.3","scripts":{"a":"b"}}',
    [],
  ],
  ['a source of the page', 'app/src/main.tsx', 'two', ['vite']],
  ['a shared source', 'shared/src/ids.ts', 'two', ['vite']],
  ['a test of the page', 'app/src/main.test.ts', 'two', []],
  ['a source of the server', 'sync-server/src/other.ts', 'two', []],
])('after a change of %s only what depends on it is done again', async (_what, path, content, expected) => {
  const project = await createProject()
  await startAndStop(project)
  await project.calls()
  await mkdir(dirname(join(project.root, path)), { recursive: true })
  await writeFile(join(project.root, path), content)
  await startAndStop(project)
  expect(await project.calls()).toEqual([...expected, ...run])
})

test('an installation that failed is tried again, and says why it failed', async () => {
  const project = await createProject()
  await writeFile(join(project.root, 'npx-fails'), 'npm error code EAI_AGAIN')
  const { code, text } = await project.start().ended
  expect(code).toBe(1)
  expect(text).toContain('npm error code EAI_AGAIN')
  expect(text).toContain('because the package registry cannot be reached from here')
  expect(text).toContain('Connect to the network and run the command again')
  expect(await project.calls()).toEqual([install])

  await writeFile(join(project.root, 'npx-fails'), 'ERR_PNPM_OUTDATED_LOCKFILE')
  const other = await project.start().ended
  expect(other.text).toContain('the lines above say why')
  expect(other.text).not.toContain('network and run')

  await rm(join(project.root, 'npx-fails'))
  await project.calls()
  await startAndStop(project)
  expect(await project.calls()).toEqual([install, 'vite', ...run])
})

test('a build that failed is tried again, and shows what the bundler said', async () => {
  const project = await createProject()
  await writeFile(join(project.root, 'vite-fails'), '')
  const { code, text } = await project.start().ended
  expect(code).toBe(1)
  expect(text).toContain('a syntax error in main.tsx')
  expect(text).toContain('The app could not be built')
  await rm(join(project.root, 'vite-fails'))
  await project.calls()
  await startAndStop(project)
  expect(await project.calls()).toEqual(['vite', ...run])
})

test('a build that fails leaves the one before', async () => {
  const project = await createProject()
  await startAndStop(project)
  await writeFile(join(project.root, 'vite-fails'), '')
  await writeFile(join(project.root, 'app/src/main.tsx'), 'two')
  expect((await project.start().ended).code).toBe(1)
  expect(await readFile(join(project.root, 'app/dist/index.html'), 'utf8')).toBe('one')
})

test('two starts at once both find a whole build', async () => {
  const project = await createProject()
  await startAndStop(project)
  await writeFile(join(project.root, 'app/src/main.tsx'), 'two')
  await Promise.all([startAndStop(project), startAndStop(project)])
  expect(await readFile(join(project.root, 'app/dist/index.html'), 'utf8')).toBe('two')
  expect(await readdir(join(project.root, '.cache'))).toEqual([])
})

test('the server gets the signal and its exit code is ours', async () => {
  const started = (await createProject()).start()
  await started.ready
  started.kill('SIGTERM')
  expect((await started.ended).code).toBe(3)
})

test('a start that is killed leaves no server behind', async () => {
  const project = await createProject()
  const started = project.start()
  await started.ready
  started.kill('SIGKILL')
  // The server holds our pipe until it ends.
  await started.ended
  expect((await project.calls()).at(-1)).toBe('alone')
})

test('.env is read, and the environment wins over it', async () => {
  const project = await createProject()
  await writeFile(join(project.root, '.env'), 'CHOICE=from-file\n')
  await startAndStop(project)
  expect(await project.calls()).toContain('server from-file')
})

test.each([
  ['18.20.4', 1],
  ['20.18.3', 1],
  ['20.19.0', 0],
  ['26.0.0', 0],
])('Node %s: exit %i', (version, code) => {
  const script = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })
    await import('./require-node.mjs')`
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  expect(ran.status).toBe(code)
  expect(ran.stderr.includes(`this is Node ${version}`)).toBe(code === 1)
})
