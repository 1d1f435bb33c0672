import { describe, expect, test, vi } from 'vitest'
import { createProviderWorker } from './provider-worker.ts'

const page = (options: { readonly narrowed?: boolean } = {}) => {
  let narrowed = options.narrowed ?? true
  let configured: readonly string[] = []
  let noted: readonly string[] = []
  const did: string[] = []
  let workers = 0
  let reads = 0
  let holdRead: ((read: number) => Promise<void> | undefined) | undefined
  const urls = (): readonly string[] => [...configured, ...noted]

  const providerWorker = createProviderWorker({
    spawn: () => {
      workers += 1
      const name = `worker ${workers}`
      did.push(`${name}: ${urls().join(' ')}`)
      return { postMessage: message => void did.push(`${name} ${message.type}`) }
    },
    readUrls: async () => {
      reads += 1
      const read = urls()
      await holdRead?.(reads)
      return read
    },
    noteUrls: async added => {
      noted = [...noted, ...added]
    },
    isNarrowed: () => narrowed,
  })
  /** An engine that is called `name`, or nothing: the one that the page began with. */
  const serve = (name = '', answer: Promise<void> = Promise.resolve()): void =>
    providerWorker.serve(port => {
      port.close()
      did.push(`${name} attached`.trim())
      return answer
    })
  serve()
  return {
    reach: providerWorker.reach,
    serve,
    did,
    configure: (...next: readonly string[]) => {
      configured = next
    },
    /** The read of this number (1, 2, …) has seen the rows and does not come back before `until`. */
    hold: (number: number, until: Promise<void>) => {
      holdRead = read => (read === number ? until : undefined)
    },
    narrow: () => {
      narrowed = true
    },
  }
}

describe('the provider worker under a narrowed policy', () => {
  test('is started once for the same origins', async () => {
    const { reach, did } = page()
    await reach()
    await reach()
    expect(did).toEqual(['worker 1: ', 'worker 1 connect', 'attached'])
  })

  test('is another one when the origins change, and the one before is told to end after its calls', async () => {
    const { reach, configure, did } = page()
    await reach()
    configure('https://api.openai.com/v1')
    await reach()
    expect(did.slice(3)).toEqual([
      'worker 2: https://api.openai.com/v1',
      'worker 2 connect',
      'attached',
      'worker 1 retire',
    ])
  })

  test('a second provider of the same origin needs no other worker', async () => {
    const { reach, configure, did } = page()
    configure('https://api.openai.com/v1')
    await reach()
    configure('https://api.openai.com/v1', 'https://api.openai.com/v2')
    await reach()
    expect(did).toHaveLength(3)
  })

  test('an address to be tried is noted before the worker is loaded', async () => {
    const { reach, did } = page()
    await reach()
    await reach(['https://new.example/v1'])
    expect(did[3]).toBe('worker 2: https://new.example/v1')
  })

  test('of two changes at once the newer set stays in use, however late the older one is read', async () => {
    const { reach, configure, hold, did } = page()
    const late = Promise.withResolvers<void>()
    configure('https://old.example')
    hold(2, late.promise)
    const older = reach()
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve()
    configure('https://new.example')
    const newer = reach()
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve()
    late.resolve()
    await Promise.all([older, newer])
    // What is noted of the worker in use is the newer set, so nothing more is to be done.
    await reach()
    expect(did.filter(entry => entry.includes(': '))).toHaveLength(2)
    expect(did.at(-1)).toBe('worker 1 retire')
  })
})

describe('an engine that takes the place of another', () => {
  test('is attached to the worker that is there, and to those that come', async () => {
    const { reach, serve, configure, did } = page()
    await reach()
    serve('second')
    expect(did.slice(3)).toEqual(['worker 1 connect', 'second attached'])
    configure('https://api.openai.com/v1')
    await reach()
    expect(did.slice(5)).toEqual([
      'worker 2: https://api.openai.com/v1',
      'worker 2 connect',
      'second attached',
      'worker 1 retire',
    ])
  })

  test('is not kept waiting by one that broke before it had its end', async () => {
    const { reach, serve, configure, did } = page()
    await reach()
    serve('broken', new Promise(() => undefined))
    configure('https://api.openai.com/v1')
    const reached = reach()
    await vi.waitFor(() => expect(did.slice(-2)).toEqual(['worker 2 connect', 'broken attached']))
    serve('second')
    await reached
    expect(did.slice(-3)).toEqual(['worker 2 connect', 'second attached', 'worker 1 retire'])
  })

  test('needs no worker before there is one', async () => {
    const { reach, serve, did } = page()
    serve('second')
    expect(did).toEqual([])
    await reach()
    expect(did).toEqual(['worker 1: ', 'worker 1 connect', 'second attached'])
  })
})

describe('where no service worker answers', () => {
  test('one worker serves for everything, until a service worker takes over', async () => {
    const { reach, configure, narrow, did } = page({ narrowed: false })
    await reach()
    configure('https://api.openai.com/v1')
    await reach(['https://new.example'])
    expect(did).toHaveLength(3)
    narrow()
    await reach()
    expect(did[3]).toBe('worker 2: https://api.openai.com/v1')
  })
})
