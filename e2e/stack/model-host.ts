/**
 * A host of models on this machine that serves repositories as Hugging Face does, and compiled libraries, and goes
 * wrong on demand. It says what was asked of it and how many bytes of each file it sent, so that a test can tell a
 * download that went on from one that began again.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseRange } from './byte-range.ts'
import { createHold, type DownloadFault, type Hold, type PendingFault } from './download-faults.ts'
import { hubFile, hubTree, type HubFile } from './hub-files.ts'
import { sendBytes } from './send-bytes.ts'

export interface ModelHost {
  /** `http://127.0.0.1:port`, without a slash. A repository is at `${url}/owner/name`. */
  readonly url: string
  /** Adds a repository `owner/name`, or puts other files in the place of what it had. */
  readonly add: (repository: string, files: ReadonlyMap<string, Uint8Array>) => void
  /** Adds a file outside of repositories and says its address; it goes by `lib/<name>` below. */
  readonly addLibrary: (name: string, bytes: Uint8Array) => string
  /** What the host as a whole can do; everything, at first. */
  readonly offer: (abilities: Partial<HostAbilities>) => void

  /** Files go by `owner/name/path`. Something goes wrong with the next download that gets to it. */
  readonly once: (file: string, fault: DownloadFault) => void
  readonly always: (file: string, fault: DownloadFault) => void
  /** Downloads of the file wait before the byte at `at`: the first one that comes there, until it is released. */
  readonly hold: (file: string, at: number) => Hold

  /** Everything that came, preflights left out, oldest first. */
  readonly requests: readonly ModelRequest[]
  readonly requestsFor: (file: string) => readonly ModelRequest[]
  /** Bytes of the file written to all who asked. */
  readonly sent: (file: string) => number
  /** Forgets faults, abilities, requests and counts, and cuts downloads under way; the files stay. */
  readonly reset: () => void
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export interface HostAbilities {
  /** Parts of a file. Without it a range is answered by the whole. */
  readonly ranges: boolean
  /** The list of a repository's files. Without it: 404. */
  readonly tree: boolean
  /** Whether pages may read. */
  readonly cors: boolean
  /** Large files come from another address, as from Hugging Face's storage. */
  readonly redirects: boolean
}

export interface ModelRequest {
  readonly method: string
  readonly path: string
  /** `owner/name/path`, or `lib/<name>`; absent for what is no file. */
  readonly file?: string
  /** The header as it came. */
  readonly range?: string
  readonly status: () => number
  readonly sent: () => number
  readonly ended: Promise<void>
}

const everything: HostAbilities = { ranges: true, tree: true, cors: true, redirects: false }

export const startModelHost = async (): Promise<ModelHost> => {
  const repositories = new Map<string, ReadonlyMap<string, HubFile>>()
  const libraries = new Map<string, HubFile>()
  const faults = new Map<string, PendingFault[]>()
  const requests: ModelRequest[] = []
  const sent = new Map<string, number>()
  const mistakes: unknown[] = []
  let abilities = everything
  const answering = new Set<ServerResponse>()

  const addFault = (file: string, fault: DownloadFault, lasts: boolean): void => {
    faults.set(file, [...(faults.get(file) ?? []), { fault, lasts }])
  }

  const useUp = (file: string, used: PendingFault): void => {
    if (used.lasts) return
    faults.set(
      file,
      (faults.get(file) ?? []).filter(pending => pending !== used),
    )
  }

  const findFile = (target: Extract<Target, { tag: 'file' }>): HubFile | undefined =>
    target.repository === undefined
      ? libraries.get(target.path)
      : repositories.get(target.repository)?.get(target.path)

  const serveFile = async (
    target: Extract<Target, { tag: 'file' }>,
    incoming: IncomingMessage,
    response: ServerResponse,
    onBytes: (count: number) => void,
  ): Promise<void> => {
    const file = findFile(target)
    if (file === undefined) {
      // Nobody is told whether a repository is private or not there.
      if (target.repository !== undefined && !repositories.has(target.repository)) {
        return refuse(response, 401, 'RepoNotFound')
      }
      return refuse(response, 404, 'EntryNotFound')
    }
    const pending = faults.get(target.key) ?? []
    const refusal = pending.find(({ fault }) => fault.tag === 'status')
    if (refusal?.fault.tag === 'status') {
      if (incoming.method === 'GET') useUp(target.key, refusal)
      if (refusal.fault.status === 0) return void response.destroy()
      response.writeHead(refusal.fault.status, { ...refusal.fault.headers })
      return void response.end()
    }
    if (abilities.redirects && file.sha256 !== undefined && !target.stored) {
      response.writeHead(302, {
        location: `/stored/${target.key}`,
        'x-linked-size': file.bytes.length,
        'x-linked-etag': file.etag,
      })
      return void response.end()
    }
    const range = rangeOf(incoming, file, abilities)
    if (range === 'unsatisfiable') {
      response.writeHead(416, { 'content-range': `bytes */${file.bytes.length}` })
      return void response.end()
    }
    const { from, to } = range ?? { from: 0, to: file.bytes.length - 1 }
    response.writeHead(range === undefined ? 200 : 206, {
      'content-type': target.path.endsWith('.json') ? 'application/json' : 'application/octet-stream',
      'content-length': to + 1 - from,
      etag: file.etag,
      ...(abilities.ranges ? { 'accept-ranges': 'bytes' } : {}),
      ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${file.bytes.length}` }),
    })
    if (incoming.method === 'HEAD') return void response.end()
    await sendBytes(response, {
      bytes: file.bytes,
      range: { from, to },
      faults: pending,
      onFault: happened => useUp(target.key, happened),
      onBytes: count => {
        sent.set(target.key, (sent.get(target.key) ?? 0) + count)
        onBytes(count)
      },
    })
  }

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (abilities.cors) for (const [name, value] of corsHeaders) response.setHeader(name, value)
    if (incoming.method === 'OPTIONS') {
      response.writeHead(abilities.cors ? 204 : 403)
      response.end()
      return
    }
    const path = incoming.url ?? '/'
    const target = pathToTarget(path)
    const ending = Promise.withResolvers<void>()
    let count = 0
    const { range } = incoming.headers
    requests.push({
      method: incoming.method ?? 'GET',
      path,
      ...(target.tag === 'file' ? { file: target.key } : {}),
      ...(range === undefined ? {} : { range }),
      status: () => response.statusCode,
      sent: () => count,
      ended: ending.promise,
    })
    answering.add(response)
    response.once('close', () => {
      answering.delete(response)
      ending.resolve()
    })
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD')
      return refuse(response, 405, 'MethodNotAllowed')
    switch (target.tag) {
      case 'file':
        return serveFile(target, incoming, response, added => {
          count += added
        })
      case 'tree': {
        const files = repositories.get(target.repository)
        if (files === undefined) return refuse(response, 401, 'RepoNotFound')
        if (!abilities.tree) return refuse(response, 404, 'NotFound')
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(hubTree(files)))
        return
      }
      case 'unknown':
        return refuse(response, 404, 'NotFound')
    }
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((cause: unknown) => {
      mistakes.push(cause)
      response.destroy()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The host of models has no port')
  const url = `http://127.0.0.1:${address.port}`

  const throwMistakes = (): void => {
    const found = mistakes.splice(0)
    if (found.length > 0) throw new AggregateError(found, 'The host of models failed')
  }

  const close = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
    throwMistakes()
  }

  return {
    url,
    add: (repository, files) => {
      repositories.set(
        repository,
        new Map([...files].map(([path, bytes]) => [path, hubFile(path, bytes)] as const)),
      )
    },
    addLibrary: (name, bytes) => {
      libraries.set(name, hubFile(name, bytes))
      return `${url}/lib/${name}`
    },
    offer: changed => {
      abilities = { ...abilities, ...changed }
    },
    once: (file, fault) => addFault(file, fault, false),
    always: (file, fault) => addFault(file, fault, true),
    hold: (file, at) => {
      const hold = createHold()
      addFault(file, { tag: 'hold', at, hold }, false)
      return hold
    },
    requests,
    requestsFor: file => requests.filter(request => request.file === file),
    sent: file => sent.get(file) ?? 0,
    reset: () => {
      faults.clear()
      requests.length = 0
      sent.clear()
      abilities = everything
      // Connections that wait for another request stay: their clients may be about to send it.
      for (const response of answering) response.destroy()
      throwMistakes()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Target =
  | {
      readonly tag: 'file'
      readonly key: string
      /** Absent for a library. */
      readonly repository?: string
      readonly path: string
      /** Asked of the place that large files are redirected to. */
      readonly stored: boolean
    }
  | { readonly tag: 'tree'; readonly repository: string }
  | { readonly tag: 'unknown' }

const pathToTarget = (address: string): Target => {
  const path = decodeURIComponent(new URL(address, 'http://localhost').pathname)
  const [, library] = /^\/lib\/(.+)$/.exec(path) ?? []
  if (library !== undefined) return { tag: 'file', key: `lib/${library}`, path: library, stored: false }
  const [, listed] = /^\/api\/models\/([^/]+\/[^/]+)\/tree\/main$/.exec(path) ?? []
  if (listed !== undefined) return { tag: 'tree', repository: listed }
  const [, stored, repository, file] =
    /^\/(stored\/)?([^/]+\/[^/]+)\/(?:resolve\/main\/)?(.+)$/.exec(path) ?? []
  if (repository === undefined || file === undefined) return { tag: 'unknown' }
  if ((stored === undefined) !== path.includes('/resolve/main/')) return { tag: 'unknown' }
  return {
    tag: 'file',
    key: `${repository}/${file}`,
    repository,
    path: file,
    stored: stored !== undefined,
  }
}

/** Of a file that has changed since, the whole is sent. */
const rangeOf = (incoming: IncomingMessage, file: HubFile, abilities: HostAbilities) => {
  const condition = incoming.headers['if-range']
  if (!abilities.ranges || (condition !== undefined && condition !== file.etag)) return undefined
  return parseRange(incoming.headers.range, file.bytes.length)
}

const corsHeaders = [
  ['access-control-allow-origin', '*'],
  ['access-control-allow-methods', 'GET, HEAD, OPTIONS'],
  ['access-control-allow-headers', '*'],
  [
    'access-control-expose-headers',
    'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,' +
      'Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash',
  ],
] as const

const refuse = (response: ServerResponse, status: number, code: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain', 'x-error-code': code })
  response.end(code)
}
