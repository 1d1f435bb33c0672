/**
 * A second provider, kept by others: `@copilotkit/aimock`. What works with our own provider only because both
 * came from one head fails here.
 */
import { LLMock } from '@copilotkit/aimock'

export interface Aimock {
  readonly url: string
  /** Any prompt that holds `prompt` is answered with `text`, in whichever of the three formats it is asked. */
  readonly answers: (prompt: string, text: string) => void
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export const startAimock = async (port = 0): Promise<Aimock> => {
  const mock = new LLMock({ port, host: '127.0.0.1', logLevel: 'silent', chunkSize: 8 })
  await mock.start()
  const close = (): Promise<void> => mock.stop()
  return {
    url: mock.url,
    answers: (prompt, text) => {
      mock.onMessage(prompt, { content: text })
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
