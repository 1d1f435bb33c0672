import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkPassword, longestPassword } from './password-strength.ts'

const reason = (password: string, email = 'ada.lovelace@example.org'): string => {
  const checked = checkPassword(password, email)
  return checked.ok ? 'fine' : checked.error.type
}

it.each([
  ['', 'password-too-short'],
  ['eleven char', 'password-too-short'],
  ['🦊'.repeat(6), 'password-too-short'],
  ['x'.repeat(1_025), 'password-too-long'],
  ['aaaaaaaaaaaaaaa', 'password-repeats'],
  ['abcabcabcabca', 'password-repeats'],
  ['121212121212', 'password-repeats'],
  ['🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊', 'password-repeats'],
  ['passwordpassword', 'password-common'],
  ['Password1234', 'password-common'],
  ['P@ssw0rd2024!', 'password-common'],
  ['qwertyuiop[]', 'password-common'],
  ['1234567890qwerty', 'password-common'],
  ['poiuytrewqlkjhgfdsa', 'password-common'],
  ['iloveyouforever1', 'fine'],
  ['iloveyou2024!', 'password-common'],
  ['1qaz2wsx3edc', 'password-common'],
  ['correcthorsebatterystaple', 'password-common'],
  ['ａｄｍｉｎｉｓｔｒａｔｏｒ１２', 'password-common'],
  ['ada.lovelace@example.org', 'password-is-email'],
  ['Ada.Lovelace99', 'password-is-email'],
  ['example.org!ada', 'password-is-email'],
  ['purple monkey dishwasher', 'fine'],
  ['আমি বাংলায় গান গাই', 'fine'],
  ['kX9#mQ2$vL7!', 'fine'],
  ['long walk to the lighthouse', 'fine'],
])('says of %j: %s', (password, expected) => {
  expect(reason(password)).toBe(expected)
})

it.each(['bdfhkmprtvxz', '749236185074', '漢字仮名交文章練習問題集'])(
  'asks for no composition: twelve characters of one kind do, as in %s',
  kind => {
    const characters = Array.from(kind)
    const inAnyOrder = fc.shuffledSubarray(characters, { minLength: characters.length })
    let fine = 0
    fc.assert(
      fc.property(inAnyOrder, chosen => {
        if (reason(chosen.join(''), '') === 'fine') fine += 1
      }),
      { numRuns: 100, seed: 1 },
    )
    expect(fine).toBeGreaterThan(95)
  },
)

it('lets random passwords of twelve characters pass, and answers quickly to the longest', () => {
  const character = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'.split(''))
  const password = fc.array(character, { minLength: 12, maxLength: 12 }).map(all => all.join(''))
  let fine = 0
  fc.assert(
    fc.property(password, text => {
      if (reason(text, '') === 'fine') fine += 1
    }),
    { numRuns: 1_000, seed: 2 },
  )
  expect(fine).toBeGreaterThan(990)
  const started = performance.now()
  reason('qwerty'.repeat(longestPassword / 6).slice(0, longestPassword - 7) + 'abcdefz', '')
  expect(performance.now() - started).toBeLessThan(200)
})
