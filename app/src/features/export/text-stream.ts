/** Texts as a stream of bytes: pulled, so the disk sets the pace, and joined, since a thread is a thousand small pieces. */

const encoder = new TextEncoder()

/** Characters that go on together. */
const together = 65_536

export const textStream = (texts: AsyncIterator<string>, signal: AbortSignal): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      pull: async controller => {
        signal.throwIfAborted()
        let gathered = ''
        let next = await texts.next()
        while (!next.done) {
          gathered += next.value
          if (gathered.length >= together) break
          next = await texts.next()
        }
        if (gathered !== '') controller.enqueue(encoder.encode(gathered))
        if (next.done) controller.close()
      },
      cancel: async () => {
        await texts.return?.(undefined)
      },
    },
    { highWaterMark: 1 },
  )
