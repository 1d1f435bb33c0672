/**
 * An Ollama on this machine as far as the app speaks to it: its list of models, what is loaded, pulling, removing and
 * unloading. A pull says what the test has it say, and keeps what has come when it is cancelled.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { decideCors } from './cors.ts'
import { readString } from './read-json.ts'

/** One pull under way. */
export interface FakePull {
  readonly model: string
  /** Bytes that were there when it began. */
  readonly before: number
  /** Has `completed` bytes arrive. */
  readonly arrive: (completed: number) => void
  /** Checks, writes, and the model is there. */
  readonly succeed: () => void
  readonly fail: (words: string) => void
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
}

export interface OllamaServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string
  readonly models: ReadonlySet<string>
  readonly add: (model: string) => void
  readonly load: (model: string) => void
  readonly isLoaded: (model: string) => boolean
  /** The next pull from now on. */
  readonly nextPull: () => Promise<FakePull>
  /** Whether pages of this machine are let in, as they are until somebody changes it. */
  readonly letIn: (isLetIn: boolean) => void
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export const modelSize = 2_000_000_000
const digest = 'sha256:dde5aa3fc5ffc17176b5e8bdc82f587b24b2678c6c66101bf7da77af9f7ccdff'

export const startOllamaServer = async (): Promise<OllamaServer> => {
  const models = new Set<string>()
  const loaded = new Set<string>()
  /** What cancelled pulls have left behind. */
  const arrived = new Map<string, number>()
  const waiters: ((pull: FakePull) => void)[] = []
  let isLetIn = true

  const beginPull = (model: string, response: ServerResponse): void => {
    const closed = Promise.withResolvers<void>()
    response.once('close', closed.resolve)
    response.setHeader('content-type', 'application/x-ndjson')
    const say = (line: object): void => void response.write(`${JSON.stringify(line)}\n`)
    const layer = (completed: number) => ({
      status: 'pulling dde5aa3fc5ff',
      digest,
      total: modelSize,
      completed,
    })
    say({ status: 'pulling manifest' })
    const before = arrived.get(model) ?? 0
    if (before > 0) say(layer(before))
    const pull: FakePull = {
      model,
      before,
      arrive: completed => {
        arrived.set(model, completed)
        say(layer(completed))
      },
      succeed: () => {
        models.add(model)
        for (const status of ['verifying sha256 digest', 'writing manifest', 'success']) say({ status })
        response.end()
      },
      fail: words => {
        say({ error: words })
        response.end()
      },
      closed: closed.promise,
    }
    waiters.shift()?.(pull)
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const json = (value: object, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(value))
    }
    const model = readString(await readJson(request), 'model') ?? ''
    switch (`${request.method} ${request.url}`) {
      case 'GET /v1/models':
        return json({
          object: 'list',
          data:
            models.size === 0 ? null : [...models].map(id => ({ id, object: 'model', owned_by: 'library' })),
        })
      case 'GET /api/tags':
        return json({ models: [...models].map(toEntry) })
      case 'GET /api/ps':
        return json({ models: [...loaded].map(toLoadedEntry) })
      case 'POST /api/pull':
        return beginPull(model, response)
      case 'POST /api/generate':
        loaded.delete(model)
        return json({ model, done: true, done_reason: 'unload' })
      case 'DELETE /api/delete':
        loaded.delete(model)
        return models.delete(model) ? json({}) : json({ error: `model '${model}' not found` }, 404)
      default:
        return json({ error: 'not found' }, 404)
    }
  }

  const server = createServer((request, response) => {
    const preflight = request.method === 'OPTIONS'
    const cors = isLetIn ? decideCors('ollama', request.headers, preflight) : { allowed: false, headers: {} }
    if (!cors.allowed) return void response.writeHead(403).end()
    for (const [name, value] of Object.entries(cors.headers)) response.setHeader(name, value)
    if (preflight) return void response.writeHead(204).end()
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The Ollama has no port')

  const close = (): Promise<void> =>
    new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })

  return {
    url: `http://127.0.0.1:${address.port}`,
    models,
    add: model => void models.add(model),
    load: model => void loaded.add(model),
    isLoaded: model => loaded.has(model),
    nextPull: () => new Promise(resolve => waiters.push(resolve)),
    letIn: value => {
      isLetIn = value
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const toEntry = (name: string) => ({
  name,
  model: name,
  modified_at: '2026-11-02T10:11:12.345678Z',
  size: modelSize,
  digest,
  details: { format: 'gguf', family: 'llama', parameter_size: '3.2B', quantization_level: 'Q4_K_M' },
})

const toLoadedEntry = (name: string) => ({
  ...toEntry(name),
  size: 3_400_000_000,
  size_vram: 2_100_000_000,
  expires_at: '2318-03-12T00:00:00Z',
})

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(Buffer.from(piece))
  const text = Buffer.concat(pieces).toString('utf8')
  return text === '' ? undefined : JSON.parse(text)
}
