/** The highlighting worker: one job after the other, answered group by group. It reaches nothing but grammars. */

import { loadGrammar } from './grammars.ts'
import type { HighlightAnswer, HighlightRequest } from './protocol.ts'
import { createTokenizer } from './tokenize.ts'

const tokenizer = createTokenizer()

const answer = (message: HighlightAnswer): void => self.postMessage(message)

const highlight = async ({ job, language, text }: HighlightRequest): Promise<void> => {
  if (!tokenizer.knows(language)) {
    const grammars = await loadGrammar(language)
    if (grammars !== null) tokenizer.learn(language, grammars)
  }
  answer({ type: 'started', job })
  if (tokenizer.knows(language)) {
    for (const lines of tokenizer.tokenize(language, text)) answer({ type: 'group', job, lines })
  }
  answer({ type: 'end', job })
}

let previous = Promise.resolve()
self.addEventListener('message', (event: MessageEvent<HighlightRequest>) => {
  previous = previous.then(() => highlight(event.data))
})
