/**
 * Bad inputs of the group Provider: each has words of its own, keeps the person's message, and keeps whatever
 * came of the answer. A row is a fault, what is seen, and what is kept.
 */
import { chatCutByLength, chatFiltered, chatRefusal, chatText, chatToolCall } from '../stack/chat-answer.ts'
import {
  badGatewayPage,
  connectionReset,
  cutAfter,
  deltasAfterEnd,
  emptyBody,
  endAfter,
  endless,
  eventsTwice,
  gzipGarbage,
  halvedAfter,
  hugeLineAfter,
  inWritesOf,
  loginPage,
  malformedAfter,
  negativeUsage,
  notANumberUsage,
  otherJson,
  rotatingIds,
  textUsage,
  tokensPerSecond,
  withByteOrderMark,
  withCrlf,
  withFault,
  withKeepAlives,
  withMultilineData,
  withoutCors,
  withoutEnd,
  withoutSpace,
} from '../stack/faults.ts'
import type { Answer } from '../stack/reply.ts'
import { failAfter, streamErrors } from '../stack/stream-errors.ts'
import { errorBody, vendorError } from '../stack/vendor-errors.ts'
import { recorded, vendorStreams } from '../stack/vendor-streams.ts'
import { expect, expectBeforeAndAfterReload, test } from './fixtures.ts'

interface Refusal {
  readonly name: string
  readonly answer: Answer
  readonly says: RegExp
  /** The one thing to do. */
  readonly action?: string | RegExp
}

const refusals: readonly Refusal[] = [
  {
    name: '401',
    answer: vendorError('openai', 'key-refused'),
    says: /refused the key/,
    action: 'Replace key',
  },
  {
    name: '403 of a model',
    answer: vendorError('openai', 'forbidden'),
    says: /does not allow this key|does not know/,
  },
  {
    name: '403 of a region',
    answer: vendorError('openai', 'region'),
    says: /Country, region, or territory not supported/,
  },
  {
    name: '404 of a model',
    answer: vendorError('openai', 'model-unknown'),
    says: /does not know/,
    action: 'Choose a model',
  },
  { name: '402', answer: vendorError('openrouter', 'no-credit'), says: /No credit left/ },
  { name: '429 of a quota', answer: vendorError('openai', 'quota'), says: /No credit left/ },
  { name: '400', answer: vendorError('openai', 'invalid'), says: /did not accept the request/ },
  {
    name: '400 of the length',
    answer: vendorError('openai', 'context-overflow'),
    says: /longer than .* can read/,
  },
  { name: '413', answer: vendorError('openai', 'too-large'), says: /did not accept the request|longer than/ },
  {
    name: 'no CORS',
    answer: withFault(chatText('x'), withoutCors),
    says: /answers, but not to this page/,
  },
  { name: 'an empty 200', answer: emptyBody, says: /not an answer|nothing|broke/ },
  { name: 'a sign-in page with 200', answer: loginPage, says: /not an answer|web page|sign-in/i },
  { name: 'JSON of another kind', answer: otherJson, says: /not an answer|nothing|broke/ },
  {
    name: 'gzip garbage',
    answer: withFault(chatText('x'), gzipGarbage),
    says: /broke|not an answer|cannot be reached/,
  },
]

test('every refusal is said in words, and the message is kept', async ({ readyApp: app, provider }) => {
  test.setTimeout(240_000)
  for (const { name, answer, says, action } of refusals) {
    await test.step(name, async () => {
      provider.always(() => true, answer)
      await app.send('A message worth keeping')
      await expectBeforeAndAfterReload(app, async () => {
        await expect(app.conversation.getByText(says).first(), name).toBeVisible({ timeout: 20_000 })
        await expect(app.said, name).toContainText('A message worth keeping')
      })
      if (action !== undefined) {
        await expect(
          app.conversation
            .getByRole('button', { name: action })
            .or(app.conversation.getByRole('link', { name: action }))
            .first(),
          name,
        ).toBeVisible()
      }
      await app.newThread()
    })
  }
})

test('the words of a provider are shown as text, never as a page', async ({ readyApp: app, provider }) => {
  const hostile = { message: '<img src=x onerror=alert(1)><b>bold</b>', type: 'invalid_request_error' }
  provider.always(() => true, errorBody(400, { error: hostile }))
  await app.send('Hello')
  await expect(app.conversation.getByText('<b>bold</b>')).toBeVisible()
  await expect(app.conversation.locator('img, b')).toHaveCount(0)
})

test('a failure that may pass is tried again before the first word, and only then', async ({
  readyApp: app,
  provider,
}) => {
  provider.script([vendorError('anthropic', 'overloaded'), badGatewayPage, chatText('At last.')])
  await app.ask('Hello')
  await expect(app.lastAnswer).toContainText('At last.')
  expect(provider.calls().filter(call => call.prompt === 'Hello')).toHaveLength(3)
})

test('a connection that is refused at first is tried again too', async ({ readyApp: app, provider }) => {
  provider.script([connectionReset, chatText('At last.')])
  await app.ask('Hello')
  await expect(app.lastAnswer).toContainText('At last.')
})

test('after three tries it says so and asks what to do', async ({ readyApp: app, provider }) => {
  provider.always(request => request.prompt === 'Hello', vendorError('openai', 'overloaded'))
  await app.send('Hello')
  await expect(app.conversation.getByRole('alert')).toContainText('stopped answering', { timeout: 30_000 })
  await expect(app.conversation.getByRole('button', { name: 'Send again' })).toBeVisible()
  const tries = provider.calls().filter(call => call.prompt === 'Hello').length
  expect(tries).toBeGreaterThanOrEqual(3)
  expect(tries).toBeLessThanOrEqual(4)
})

for (const [form, retryAfter] of [
  ['seconds', () => 2],
  ['a date', () => new Date(Date.now() + 3_000)],
] as const) {
  test(`too many calls: waits as Retry-After says in ${form}, shows the time, sends by itself`, async ({
    readyApp: app,
    provider,
  }) => {
    provider.script([vendorError('openai', 'rate-limited', { retryAfter: retryAfter() }), chatText('Now.')])
    await app.send('Hello')
    await expect(app.conversation.getByText(/Too many calls|Trying again in/).first()).toBeVisible()
    await app.waitForAnswer('Now.')
    const [first, second] = provider.calls().filter(call => call.prompt === 'Hello')
    expect(second?.number).toBeGreaterThan(first?.number ?? 0)
  })
}

test('a wait can be cancelled, and the message stays', async ({ readyApp: app, provider }) => {
  provider.script(vendorError('openai', 'rate-limited', { retryAfter: 120 }))
  await app.send('Hello')
  await expect(app.conversation.getByText(/Too many calls|Trying again in/).first()).toBeVisible()
  await app.stop()
  await expect(app.said).toContainText('Hello')
})

interface Break {
  readonly name: string
  readonly answer: Answer
  /** The text that must be there, before and after a reload. */
  readonly kept: string
  readonly lost?: string
  readonly says: RegExp
  /** What can be done; going on from there unless the server seems to speak another format. */
  readonly action?: 'Continue' | 'Send again' | 'Other model'
}

const text = 'one two three four five six'

const breaks: readonly Break[] = [
  {
    name: 'a cut connection',
    answer: withFault(chatText(text), cutAfter(3)),
    kept: 'one two three',
    lost: 'four',
    says: /Interrupted|broke/,
  },
  {
    name: 'an end without finish reason or [DONE]',
    answer: withFault(chatText(text), endAfter(3)),
    kept: 'one two three',
    says: /Interrupted|broke/,
  },
  {
    name: 'a whole text without its last word',
    answer: withFault(chatText(text), withoutEnd),
    kept: text,
    says: /Interrupted|broke/,
  },
  {
    name: 'an event that is not JSON',
    answer: withFault(chatText(text), malformedAfter(3)),
    kept: 'one two three',
    says: /not an answer/,
    action: 'Send again',
  },
  {
    name: 'JSON in halves',
    answer: withFault(chatText(text), halvedAfter(3)),
    kept: 'one two three',
    says: /not an answer/,
    action: 'Send again',
  },
  {
    name: 'a line of ten megabytes',
    answer: withFault(chatText(text), hugeLineAfter(3)),
    kept: 'one two three',
    says: /would not end/,
    action: 'Other model',
  },
  {
    name: 'an error object in the stream',
    answer: withFault(chatText(text), failAfter(3, streamErrors.openai)),
    kept: 'one two three',
    says: /error of its own|Interrupted/,
  },
  {
    name: 'OpenRouter’s way to fail',
    answer: withFault(chatText(text, { dialect: 'openrouter' }), failAfter(3, streamErrors.openrouter)),
    kept: 'one two three',
    says: /Provider disconnected|error of its own|Interrupted/,
  },
]

for (const { name, answer, kept, lost, says, action = 'Continue' } of breaks) {
  test(`${name}: the text so far is kept, and “${action}” is offered`, async ({
    readyApp: app,
    provider,
  }) => {
    provider.script(answer)
    await app.send('Count')
    await expect(app.conversation.getByText(says).first()).toBeVisible({ timeout: 15_000 })
    await expectBeforeAndAfterReload(app, async () => {
      await expect(app.lastAnswer).toContainText(kept)
      if (lost !== undefined) await expect(app.lastAnswer).not.toContainText(lost)
      await expect(app.conversation.getByRole('button', { name: action })).toBeVisible()
    })
    expect(
      provider.calls().filter(call => call.prompt === 'Count'),
      'never asked again by itself',
    ).toHaveLength(1)
  })
}

const whole: readonly (readonly [name: string, answer: Answer])[] = [
  ['CRLF line ends', withFault(chatText(text), withCrlf)],
  ['a byte order mark', withFault(chatText(text), withByteOrderMark)],
  ['no space after data:', withFault(chatText(text), withoutSpace)],
  ['JSON over several data lines', withFault(chatText(text), withMultilineData)],
  ['comments in between', withFault(chatText(text), withKeepAlives('OPENROUTER PROCESSING'))],
  ['characters torn between writes', withFault(chatText(text), inWritesOf(3))],
  ['ids that change', withFault(chatText(text), rotatingIds)],
  ['text after the end', withFault(chatText(text), deltasAfterEnd)],
]

test('what is only written in another way comes out whole, once', async ({ readyApp: app, provider }) => {
  for (const [name, answer] of whole) {
    await test.step(name, async () => {
      provider.script(answer)
      await app.ask('Count')
      await expect(app.lastAnswer.getByRole('paragraph'), name).toHaveText(text)
      await app.newThread()
    })
  }
})

test('characters of every script survive being torn', async ({ readyApp: app, provider }) => {
  provider.script(recorded('anthropic-thinking', 1))
  await app.addProvider({
    type: 'Anthropic',
    name: 'Claude',
    baseUrl: `${provider.url}/anthropic`,
    model: 'claude-sonnet-5',
  })
  await app.ask('Say')
  await expect(app.lastAnswer).toContainText('বাংলায় লিখলে: ৫৫০টি উত্তর। 👩🏽‍🚀')
  await expect(app.lastAnswer).toContainText(vendorStreams['anthropic-thinking'].text.replaceAll('*', ''))
})

test('a refusal, a filter and a limit are called by their names', async ({ readyApp: app, provider }) => {
  provider.script([
    chatRefusal('I cannot help with that.'),
    chatFiltered('The first step is'),
    chatCutByLength('One, two,'),
  ])
  await app.send('a')
  await expect(app.conversation.getByText(/declined to answer/)).toBeVisible()
  await expect(app.conversation.getByText('I cannot help with that.')).toBeVisible()
  await app.newThread()
  await app.send('b')
  await expect(app.conversation.getByText(/declined to answer/)).toBeVisible()
  await expect(app.conversation.getByText('The first step is')).toBeVisible()
  await app.newThread()
  await app.send('c')
  await expect(app.conversation.getByText(/length limit/)).toBeVisible()
  await expect(app.conversation.getByRole('button', { name: 'Continue' })).toBeVisible()
})

test('usage that is no number is unknown, not a figure, and the answer is whole', async ({
  readyApp: app,
  provider,
}) => {
  for (const [name, fault] of [
    ['negative', negativeUsage],
    ['words', textUsage],
    ['NaN', notANumberUsage],
  ] as const) {
    await test.step(name, async () => {
      provider.script(withFault(chatText(text), fault))
      await app.ask('Count')
      await expect(app.lastAnswer, name).toContainText(text)
      await expect(app.lastAnswer, name).not.toContainText(/-7|NaN|many/)
      await app.newThread()
    })
  }
})

test('events that come twice do not break the page', async ({ readyApp: app, provider }) => {
  provider.script(withFault(chatText(text), eventsTwice))
  await app.ask('Count')
  await expect(app.lastAnswer).toContainText('one')
})

test('a tool nobody offered is shown with what was asked of it, and nothing runs', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(chatToolCall('erase_disk', '{"path":'))
  await app.send('Go')
  await expect(app.conversation.getByText(/erase_disk/).first()).toBeVisible()
})

test('an endless answer goes on until the person stops it, and the page stays alive', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(withFault(chatText('again and again '), tokensPerSecond(1_000), endless))
  await app.send('Forever')
  await expect(app.lastAnswer).toContainText('again and again')
  await app.type('I can still write')
  await app.stop()
  await expect(app.composer).toHaveValue('I can still write')
  expect(await provider.calls()[0]?.ended).toBe('client-left')
})
