import { describe, expect, test } from 'vitest'
import { linkTarget, unsaidTarget } from './link-target.ts'

describe('where a link may lead', () => {
  test.each([
    ['https://a.example/b?c#d', 'https://a.example/b?c#d', 'a.example'],
    ['HTTPS://A.Example', 'https://a.example/', 'a.example'],
    ['http:a.example', 'http://a.example/', 'a.example'],
    ['https:\\\\a.example\\b', 'https://a.example/b', 'a.example'],
    ['https://a.example:8443/', 'https://a.example:8443/', 'a.example:8443'],
    // A Cyrillic а, as the browser opens it and not as it looks.
    ['https://\u0430pple.com', 'https://xn--pple-43d.com/', 'xn--pple-43d.com'],
    ['ht\ntps://a.example', 'https://a.example/', 'a.example'],
  ])('to the web: %j', (written, address, host) => {
    expect(linkTarget(written)).toMatchObject({ type: 'web', address, host })
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://a.example/1',
    'filesystem:https://a.example/1',
    'about:blank',
    'view-source:https://a.example',
    'intent://a#Intent;end',
    'ms-msdt:/id',
    'tel:+123',
    'sms:1',
    'web+weft:x',
    'chrome://settings',
    'x-apple.systempreferences:',
    '//a.example',
    '/path',
    '#fragment',
    '?query',
    'path',
    '',
    'https://',
    'https://a b.example',
  ])('nowhere: %j', written => {
    expect(linkTarget(written)).toEqual({ type: 'none', written })
  })

  test('to a mail address', () => {
    expect(linkTarget('mailto:a%40b@c.example?subject=x')).toMatchObject({
      type: 'mail',
      recipient: 'a@b@c.example',
    })
    expect(linkTarget('mailto:%ff')).toMatchObject({ type: 'mail', recipient: '%ff' })
  })
})

test.each([
  ['https://a.example/b', 'https://a.example/b', null],
  ['https://a.example/b', 'a.example', null],
  ['https://a.example/b', 'A.Example/other', null],
  ['https://a.example/b', 'the words', 'a.example'],
  ['https://bank.example.evil.example/', 'https://bank.example', 'bank.example.evil.example'],
  ['https://evil.example/bank.example', 'bank.example', 'evil.example'],
  ['https://bank.example@evil.example/', 'https://bank.example@evil.example/', 'evil.example'],
  ['https://xn--pple-43d.com/', '\u0430pple.com', 'xn--pple-43d.com'],
  ['https://a.example/', '', 'a.example'],
  ['https://a.example/', '\u202ea.example', 'a.example'],
  ['mailto:a@b.example', 'a@b.example', null],
  ['mailto:a@b.example?bcc=c@d.example', 'Write to us', 'a@b.example'],
  ['javascript:alert(1)', 'click', 'javascript:alert(1)'],
  ['/path', '/path', null],
])('what the words of a link to %s leave unsaid: %j', (address, words, unsaid) => {
  expect(unsaidTarget(linkTarget(address), words)).toBe(unsaid)
})
