/** Bodies as text, never more of one than is wanted: one that does not end would fill the worker. */

/** The text of a body, piece by piece as it comes. Whoever stops asking ends the body. */
export async function* piecesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader()
  if (!reader) return
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      yield decoder.decode(value, { stream: true })
    }
    yield decoder.decode()
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

/** The whole text, or undefined when it is longer than `limit` characters. Rejects when the body breaks. */
export const readBody = async (response: Response, limit: number): Promise<string | undefined> => {
  let text = ''
  for await (const piece of piecesOf(response)) {
    text += piece
    if (text.length > limit) return undefined
  }
  return text
}
