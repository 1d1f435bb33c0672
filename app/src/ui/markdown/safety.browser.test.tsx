import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Markdown } from './markdown.tsx'
import { PlainText } from './plain-text.tsx'
import { findForbidden } from './testing/dom-allow-list.ts'
import { leakPayloads, sinkMarks } from './testing/leak-payloads.ts'
import { type Mounted, mount } from './testing/mount.tsx'
import { scriptPayloads, worstScriptPayloads } from './testing/script-payloads.ts'
import { type PageWatch, watchPage } from './testing/watch-page.ts'

let watch: PageWatch
let mounted: Mounted

beforeEach(() => {
  watch = watchPage([...sinkMarks, 'evil.test', 'a.test'])
  mounted = mount()
})

afterEach(() => {
  mounted.remove()
  watch.stop()
})

/** Formulas are drawn when their engine has come; until none waits, a page is not what it will be. */
const formulasDrawn = async (): Promise<void> => {
  await expect
    .poll(() => mounted.host.querySelector('[data-state="waiting"]'), { timeout: 20_000 })
    .toBeNull()
}

describe('the watch itself', () => {
  test('sees a request that leaves, even to a host that is not there', async () => {
    mounted.host.append(Object.assign(new Image(), { src: 'https://sink.test/control' }))
    await expect.poll(() => watch.seen(), { timeout: 20_000 }).toContain('request https://sink.test/control')
  })

  test('sees script that runs, and elements and attributes that are not on the list', async () => {
    mounted.host.innerHTML =
      '<img src="https://a.test/x" onerror="pwn()"><a href="javascript:pwn()">x</a><iframe></iframe><p onclick="pwn()" style="color:red">'
    await expect.poll(() => watch.seen(), { timeout: 20_000 }).toContain('pwn')
    expect(findForbidden(mounted.host)).toEqual([
      'img src="https://a.test/x"',
      'img onerror="pwn()"',
      'a href="javascript:pwn()"',
      'a link without rel',
      '<iframe>',
      'p onclick="pwn()"',
      'p style="color:red"',
    ])
  })
})

describe('script', () => {
  test(`none of ${scriptPayloads.length} payloads runs, loads, or leaves the list, whole`, async () => {
    expect(new Set(scriptPayloads).size).toBeGreaterThan(300)
    for (const payload of scriptPayloads) {
      mounted.draw(<Markdown key={payload} text={payload} />)
      expect(findForbidden(mounted.host), payload).toEqual([])
      expect(mounted.host.textContent?.length, payload).toBeGreaterThan(0)
    }
    mounted.draw(<Markdown text={scriptPayloads.join('\n\n')} />)
    await formulasDrawn()
    expect(findForbidden(mounted.host)).toEqual([])
    expect(await watch.seen()).toEqual([])
  })

  test(`none of the worst ${worstScriptPayloads.length} when it is cut at every character of a stream`, async () => {
    expect(worstScriptPayloads.length).toBeGreaterThanOrEqual(30)
    for (const payload of worstScriptPayloads) {
      for (let end = 1; end <= payload.length; end += 1) {
        const context = `${payload.slice(0, end)} ✂ ${payload.slice(end)}`
        mounted.draw(<Markdown key={payload} text={payload.slice(0, end)} streaming />)
        expect(findForbidden(mounted.host), context).toEqual([])
        mounted.draw(<Markdown key={`${payload}${end}`} text={payload.slice(end)} streaming />)
        expect(findForbidden(mounted.host), context).toEqual([])
      }
      mounted.draw(<Markdown key={payload} text={payload} />)
      expect(findForbidden(mounted.host), payload).toEqual([])
    }
    await formulasDrawn()
    expect(await watch.seen()).toEqual([])
  })

  test('none in a message of a person', async () => {
    for (const payload of [...scriptPayloads, ...leakPayloads]) {
      mounted.draw(<PlainText text={payload} />)
      expect(findForbidden(mounted.host), payload).toEqual([])
      expect(mounted.host.querySelector('img')).toBeNull()
    }
    expect(await watch.seen()).toEqual([])
  })
})

describe('leaks', () => {
  test(`no request leaves for ${leakPayloads.length} payloads, whole and as they stream`, async () => {
    expect(new Set(leakPayloads).size).toBeGreaterThan(150)
    for (const payload of leakPayloads) {
      mounted.draw(<Markdown key={`${payload} stream`} text={payload} streaming />)
      expect(findForbidden(mounted.host), payload).toEqual([])
      mounted.draw(<Markdown key={payload} text={payload} />)
      expect(findForbidden(mounted.host), payload).toEqual([])
    }
    mounted.draw(<Markdown text={leakPayloads.join('\n\n')} />)
    await formulasDrawn()
    expect(findForbidden(mounted.host)).toEqual([])
    expect(await watch.seen()).toEqual([])
  })

  test('nothing tells the browser to look ahead', () => {
    mounted.draw(<Markdown text={leakPayloads.join('\n\n')} />)
    for (const name of ['link', 'script', 'style', 'meta', 'base', 'iframe'])
      expect(mounted.host.querySelector(name)).toBeNull()
    for (const link of mounted.host.querySelectorAll('a')) {
      expect(link.rel).toBe('noopener noreferrer')
      expect(link.target).toBe('_blank')
      expect(link.hasAttribute('ping')).toBe(false)
    }
  })
})
