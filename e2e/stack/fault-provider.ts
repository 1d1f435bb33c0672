/**
 * A provider on this machine that speaks OpenAI Chat Completions, OpenAI Responses and Anthropic Messages as the
 * vendors send them, and goes wrong on demand. Answers are scripted; without a script it answers by itself.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { anthropicNeedsHeader } from './anthropic-cors-error.ts'
import { decideCors } from './cors.ts'
import { defaultAnswer } from './default-answer.ts'
import { playReply } from './play.ts'
import type { Answer } from './reply.ts'
import {
  parseBody,
  pathToFormat,
  readIncludeUsage,
  readModel,
  readPrompt,
  readStream,
  type ProviderRequest,
  type RequestMatch,
  type RequestOutcome,
  type SentText,
} from './request.ts'
import { requestToCorsVendor } from './vendor.ts'

/** An answer for the next call, or one that waits for the call it matches. */
export type Step = Answer | MatchedStep

export interface MatchedStep {
  readonly when: RequestMatch
  readonly answer: Answer
}

export interface FaultProvider {
  /** `http://127.0.0.1:port`, without a path: base URLs are `${url}/v1`, `${url}/ollama/v1`, … */
  readonly url: string
  readonly port: number
  /** Adds answers. Each is used once, in order, by the first call of a model it fits; lists of models do not count. */
  readonly script: (steps: Step | readonly Step[]) => void
  /** Answers every call that matches until `reset`, after the script has had its say. */
  readonly always: (when: RequestMatch, answer: Answer) => void
  /** Calls the app makes by itself, such as titles: they take no plain answer of the script, and are no `calls`. */
  readonly aside: (when: RequestMatch, answer: Answer) => void
  /** Everything that came, preflights left out, oldest first. */
  readonly requests: readonly ProviderRequest[]
  /** Calls of a model only, without those set aside: what a test mostly counts. */
  readonly calls: () => readonly ProviderRequest[]
  /** The next request from now on that matches; with `since` also one that has come already. */
  readonly next: (when?: RequestMatch, since?: number) => Promise<ProviderRequest>
  /** Steps not used yet. */
  readonly remaining: () => number
  /** Forgets script, standing answers and requests; answers under way are cut. */
  readonly reset: () => void
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export interface FaultProviderOptions {
  readonly port?: number
  readonly host?: string
}

export const when = (match: RequestMatch, answer: Answer): MatchedStep => ({ when: match, answer })

/** Calls whose last user turn holds `text`. */
export const says =
  (text: string): RequestMatch =>
  request =>
    request.prompt.includes(text)

export const isModelCall: RequestMatch = request =>
  request.format === 'chat' || request.format === 'responses' || request.format === 'anthropic'

interface Waiter {
  readonly when: RequestMatch
  readonly resolve: (request: ProviderRequest) => void
}

export const startFaultProvider = async (options: FaultProviderOptions = {}): Promise<FaultProvider> => {
  const steps: Step[] = []
  const standing: MatchedStep[] = []
  const setAside: MatchedStep[] = []
  const requests: ProviderRequest[] = []
  const waiters = new Set<Waiter>()
  const mistakes: unknown[] = []
  let arrivals = 0

  const isAside = (request: ProviderRequest): boolean => setAside.some(step => step.when(request))

  const fits = (step: Step, request: ProviderRequest): boolean =>
    typeof step === 'function' ? isModelCall(request) && !isAside(request) : step.when(request)

  const takeStep = (request: ProviderRequest): Answer | undefined => {
    const at = steps.findIndex(step => fits(step, request))
    const [step] = at === -1 ? [] : steps.splice(at, 1)
    return typeof step === 'function' ? step : step?.answer
  }

  const chooseAnswer = (request: ProviderRequest): Answer =>
    takeStep(request) ?? findAnswer(setAside, request) ?? findAnswer(standing, request) ?? defaultAnswer

  const announce = (request: ProviderRequest): void => {
    requests.push(request)
    for (const waiter of waiters) {
      if (!waiter.when(request)) continue
      waiters.delete(waiter)
      waiter.resolve(request)
    }
  }

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = incoming.url ?? '/'
    const preflight = incoming.method === 'OPTIONS'
    const vendor = requestToCorsVendor(
      path,
      pathToFormat(path),
      incoming.headers['anthropic-version'] !== undefined ||
        (incoming.headers['access-control-request-headers'] ?? '').includes('anthropic-version'),
    )
    const cors = decideCors(vendor, incoming.headers, preflight)
    if (preflight) {
      const allowed = cors.allowed && !corsRefused(path)
      response.writeHead(allowed ? 204 : 403, allowed ? cors.headers : {})
      response.end()
      return
    }
    const rawBody = await readText(incoming)
    const record = createRecord(++arrivals, incoming, path, rawBody)
    announce(record.request)
    const answer =
      cors.allowed || vendor !== 'anthropic' ? chooseAnswer(record.request) : anthropicNeedsHeader
    const reply = answer(record.request)
    const headers = reply.cors && cors.allowed ? { ...reply.headers, ...cors.headers } : reply.headers
    record.end(await playReply({ ...reply, headers }, response, record.sent))
  }

  /** A preflight comes before its call: it is refused when the answer waiting for the call has no CORS. */
  const corsRefused = (path: string): boolean => {
    const format = pathToFormat(path)
    const probe = createProbe(path)
    const step = steps.find(candidate => fits(candidate, probe))
    const answer = typeof step === 'function' ? step : (step?.answer ?? findAnswer(standing, probe))
    return answer !== undefined && format !== 'unknown' && !answer(probe).cors
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((cause: unknown) => {
      // A test's own mistake, such as a wording that no vendor has: it fails the test at `reset` or `close`.
      mistakes.push(cause)
      response.destroy()
    })
  })
  server.keepAliveTimeout = 500
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The provider has no port')
  const { port } = address

  const next = (match: RequestMatch = () => true, since?: number): Promise<ProviderRequest> => {
    const already = since === undefined ? undefined : requests.slice(since).find(match)
    if (already !== undefined) return Promise.resolve(already)
    return new Promise(resolve => waiters.add({ when: match, resolve }))
  }

  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy()
  }

  const throwMistakes = (): void => {
    const found = mistakes.splice(0)
    if (found.length > 0) throw new AggregateError(found, 'The fault provider was scripted wrongly')
  }

  const close = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    dropConnections()
    await closed
    throwMistakes()
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    script: added => {
      steps.push(...(Array.isArray(added) ? added : [added]))
    },
    always: (match, answer) => {
      standing.unshift({ when: match, answer })
    },
    aside: (match, answer) => {
      setAside.unshift({ when: match, answer })
    },
    requests,
    calls: () => requests.filter(request => isModelCall(request) && !isAside(request)),
    next,
    remaining: () => steps.length,
    reset: () => {
      steps.length = 0
      standing.length = 0
      setAside.length = 0
      requests.length = 0
      waiters.clear()
      dropConnections()
      throwMistakes()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const findAnswer = (from: readonly MatchedStep[], request: ProviderRequest): Answer | undefined =>
  from.find(step => step.when(request))?.answer

const readText = async (incoming: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString('utf8')
}

const createRecord = (number: number, incoming: IncomingMessage, path: string, rawBody: string) => {
  const sent: SentText[] = []
  const ending = Promise.withResolvers<RequestOutcome>()
  let outcome: RequestOutcome = 'open'
  const body = parseBody(rawBody)
  const request: ProviderRequest = {
    number,
    method: incoming.method ?? 'GET',
    path,
    format: pathToFormat(path),
    headers: incoming.headers,
    rawBody,
    body,
    model: readModel(body),
    stream: readStream(body),
    includeUsage: readIncludeUsage(body),
    prompt: readPrompt(body),
    sent: () => sent,
    sentText: () => sent.map(entry => entry.text).join(''),
    outcome: () => outcome,
    ended: ending.promise,
  }
  return {
    request,
    sent: (text: string): void => {
      sent.push({ at: performance.now(), text })
    },
    end: (value: RequestOutcome): void => {
      outcome = value
      ending.resolve(value)
    },
  }
}

/** A stand-in for the call a preflight announces: its path is known, its body is not. */
const createProbe = (path: string): ProviderRequest => ({
  number: 0,
  method: 'POST',
  path,
  format: pathToFormat(path),
  headers: {},
  rawBody: '',
  body: undefined,
  model: 'unknown-model',
  stream: true,
  includeUsage: false,
  prompt: '',
  sent: () => [],
  sentText: () => '',
  outcome: () => 'open',
  ended: new Promise(() => undefined),
})
