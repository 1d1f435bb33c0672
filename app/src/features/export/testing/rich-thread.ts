/** A thread with everything in it that a format can get wrong. */

import type {
  AttachmentId,
  FolderId,
  MessageId,
  ProviderId,
  ThreadId,
  WorkspaceId,
} from '@weft/shared/ids.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import { Stamp } from '@weft/shared/clock.ts'
import { PortableMessage, type PortableThread } from '../../transfer/portable-thread.ts'
import type { ExportLanguage, ExportWords } from '../export-request.ts'

const idOf = (kind: string, name: string): string => `${kind}_${name.padEnd(26, 'a').slice(0, 26)}`

/** Ids that a reader of the golden files can tell apart. */
export const messageId = (name: string) => idOf('msg', name) as MessageId
export const threadId = (name: string) => idOf('thr', name) as ThreadId
export const folderId = (name: string) => idOf('fld', name) as FolderId
export const attachmentId = (name: string) => idOf('att', name) as AttachmentId
export const workspaceId = idOf('wsp', 'home') as WorkspaceId
const providerId = idOf('prv', 'openai') as ProviderId

export const model = { providerId, modelId: 'gpt-5', name: 'GPT-5' }

/** 14 March 2026, 09:26:53 UTC. */
export const start = 1_773_480_413_000

export const message = (
  name: string,
  parentId: MessageId | null,
  order: number,
  role: PortableMessage['role'],
  parts: readonly Part[],
  facts: Partial<PortableMessage> = {},
): PortableMessage =>
  PortableMessage.parse({
    id: messageId(name),
    parentId,
    role,
    stamp: Stamp.parse(`${(start + order).toString(16).padStart(12, '0')}0000`),
    createdAt: start + order * 60_000,
    parts,
    status: 'complete',
    ...(role === 'assistant' ? { model } : {}),
    ...facts,
  })

export const text = (words: string): Part => ({ type: 'text', text: words })

export const words: ExportWords = {
  you: 'You',
  assistant: 'Assistant',
  tool: 'Tool',
  untitled: 'Untitled',
  threads: 'Threads',
  instructions: 'Instructions',
  reasoning: 'Reasoning',
  toolCall: 'Tool call',
  toolResult: 'Result',
  otherVersions: 'Other versions',
  versionOf: 'Version {{version}} of {{versions}}',
  failed: 'Failed',
  interrupted: 'Interrupted',
  unknownPart: 'Not shown',
  exportedAt: 'Exported {{date}}',
}

export const language: ExportLanguage = { words, locale: 'en-GB', direction: 'ltr', timeZone: 'UTC' }

export const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  character => character.charCodeAt(0),
)

export const picture = {
  type: 'attachment',
  attachmentId: attachmentId('loom'),
  name: 'loom (1).png',
  mediaType: 'image/png',
  size: pixel.length,
} as const

export const notes = {
  type: 'attachment',
  attachmentId: attachmentId('notes'),
  name: 'notes.csv',
  mediaType: 'text/csv',
  size: 12,
} as const

export const notesText = 'warp,weft\n1,2\n'

/** What would run, load or break out, if any of it were taken for markup. */
export const attack = [
  '<script>window.attacked = true</script>',
  '<img src=x onerror="window.attacked = true">',
  '</style><svg onload="window.attacked = true">',
  '"><iframe src="https://evil.example/"></iframe>',
  '![pixel](https://evil.example/pixel.png)',
  '[press](javascript:window.attacked=true)',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
].join('\n\n')

const prose = `# Looms

A *loom* holds the **warp**; see [the handbook](https://example.org/looms "Handbook") and \`shed\`.

| part | count |
|:-----|------:|
| heddle | 240 |
| \`reed\` | 1 |

- [x] warp
- [ ] weft

\`\`\`\`md
\`\`\`js
console.log('a fence in a fence')
\`\`\`
\`\`\`\`

Density is $d = \\frac{n}{w}$, and

$$
\\sum_{i=1}^{n} w_i < 1
$$

> quoted & <b>not bold</b>

A note.[^1]

[^1]: At the end.
`

/** Ends in the middle of code, as when a person stops it. */
const cut = 'Here is how:\n\n```js\nconst warp = [1, 2'

export const richThread: PortableThread = {
  id: threadId('rich'),
  createdAt: start,
  title: 'Looms & <looms>: "what" they are',
  folderId: folderId('weaving'),
  pinned: true,
  model,
  leaf: messageId('answerb'),
  instructions: 'Be brief.\n\n# Always',
  messages: [
    message('question', null, 0, 'user', [text('How does a loom work?\n  *indented* <b>'), picture, notes]),
    message('answera', messageId('question'), 1, 'assistant', [text('It weaves.')], { rating: 'bad' }),
    message(
      'answerb',
      messageId('question'),
      2,
      'assistant',
      [{ type: 'reasoning', text: 'They ask of looms.\n\n```\nopen', duration: 9000 }, text(prose)],
      { rating: 'good', usage: { inputTokens: 12, outputTokens: 345 }, cost: 0.01 },
    ),
    message('bengali', messageId('answerb'), 3, 'user', [text('তাঁত কীভাবে কাজ করে? مرحبا بالعالم')]),
    message(
      'call',
      messageId('bengali'),
      4,
      'assistant',
      [{ type: 'tool-call', callId: 'c1', name: 'read_file', input: '{"path":"```"}' }],
      { status: 'tool-calls' },
    ),
    message('result', messageId('call'), 5, 'tool', [
      { type: 'tool-result', callId: 'c1', name: 'read_file', output: '```\n<b>x</b>\n```', failed: false },
    ]),
    message('attack', messageId('result'), 6, 'assistant', [text(attack)]),
    message('again', messageId('attack'), 7, 'user', [text(attack)]),
    message('cut', messageId('again'), 8, 'assistant', [text(cut)], { status: 'stopped' }),
    message(
      'failed',
      messageId('again'),
      9,
      'assistant',
      [{ type: 'error', code: 'provider-overloaded', status: 529, detail: 'Overloaded <now>' }],
      { status: 'failed' },
    ),
    message('newer', messageId('again'), 10, 'assistant', [{ type: 'hologram', depth: 3 }, text('Seen?')]),
    message('gone', messageId('question'), 11, 'assistant', [text('A deleted answer.')], { deleted: true }),
    message('orphan', messageId('gone'), 12, 'user', [text('After what was deleted.')]),
  ],
}
