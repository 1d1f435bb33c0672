/** The page of `providers-chromium.test.ts`: plays the engine and says what came. */

import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import type { ProviderDialect } from '@weft/shared/schema/provider.ts'
import type { StreamPart } from '../src/features/providers/language-model.ts'
import { createProviderClient } from '../src/features/providers/provider-client.ts'

export interface Ask {
  readonly dialect: ProviderDialect
  readonly preset: string
  readonly baseUrl: string
  /** Stop once the text so far contains this. */
  readonly stopAt?: string
}

export interface Answer {
  readonly text: string
  readonly last: StreamPart | undefined
  /** Milliseconds from the call to the first delta. */
  readonly firstDelta: number
  readonly batches: number
}

const connect = () => {
  const worker = new Worker(new URL('../src/worker/provider.worker.ts', import.meta.url), { type: 'module' })
  const { port1, port2 } = new MessageChannel()
  worker.postMessage({ type: 'connect' }, [port2])
  return { client: createProviderClient(port1), worker, terminate: () => worker.terminate() }
}

const accessTo = ({ dialect, preset, baseUrl }: Ask) => ({
  provider: { id: createId(systemRandom, 'prv'), dialect, preset, name: preset, baseUrl },
  credentials: { apiKey: 'sk-test-12345' },
})

const ask = async (asked: Ask): Promise<Answer> => {
  const { client, terminate } = connect()
  const controller = new AbortController()
  const start = performance.now()
  let text = ''
  let last: StreamPart | undefined
  let firstDelta = 0
  let batches = 0
  const request = {
    modelId: 'm',
    instructions: 'Be brief.',
    messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hello' }] }],
    parameters: {},
  }
  for await (const part of client.stream(accessTo(asked), request, controller.signal)) {
    last = part
    if (part.type !== 'text-delta') continue
    firstDelta ||= performance.now() - start
    batches += 1
    text += part.delta
    if (asked.stopAt !== undefined && text.includes(asked.stopAt)) controller.abort()
  }
  terminate()
  return { text, last, firstDelta, batches }
}

const test = async (asked: Ask) => {
  const { client, terminate } = connect()
  const result = await client.testConnection(accessTo(asked))
  terminate()
  return result
}

/** Asks for the models before and after the end of the worker. */
const outlive = async (asked: Ask) => {
  const { client, terminate } = connect()
  const before = await client.listModels(accessTo(asked))
  terminate()
  return { before, after: await client.listModels(accessTo(asked)) }
}

/** Says that another worker has taken over, and leaves the rest to the worker. */
const retire = async (asked: Ask) => {
  const { client, worker } = connect()
  const listed = await client.listModels(accessTo(asked))
  worker.postMessage({ type: 'retire' })
  return listed
}

const heldLocks = async () => (await navigator.locks.query()).held?.map(lock => lock.name)

Object.assign(globalThis, { ask, test, outlive, retire, heldLocks })
