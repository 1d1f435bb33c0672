import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { limits } from './limits.ts'
import { Markdown } from './markdown.tsx'
import { type LoadImage, LoadImageContext } from './load-image.ts'
import { PlainText } from './plain-text.tsx'
import { type Mounted, mount } from './testing/mount.tsx'

/** Loading, decoding and highlighting are done elsewhere, on machines that do other things as well. */
const soon = { timeout: 30_000 }

let mounted: Mounted

beforeEach(() => {
  mounted = mount()
})
afterEach(() => mounted.remove())

const host = (): HTMLElement => mounted.host
const draw = (text: string, streaming = false): void =>
  mounted.draw(<Markdown text={text} streaming={streaming} />)
const find = (selector: string): Element => {
  const found = host().querySelector(selector)
  if (found === null) throw new Error(`nothing is ${selector}`)
  return found
}
const texts = (selector: string): readonly (string | null)[] =>
  [...host().querySelectorAll(selector)].map(element => element.textContent)
const press = async (name: string | RegExp): Promise<void> => {
  const button = [...host().querySelectorAll('button, a')].find(element => {
    const label = element.getAttribute('aria-label') ?? element.textContent ?? ''
    return typeof name === 'string' ? label === name : name.test(label)
  })
  if (button === undefined) throw new Error(`no button ${name}`)
  await userEvent.click(button)
}

describe('GFM as elements', () => {
  test('headings keep below the title of the page', () => {
    draw('# a\n\n## b\n\n### c\n\n###### d\n\nTitle\n---')
    expect([...host().querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ localName }) => localName)).toEqual([
      'h2',
      'h2',
      'h3',
      'h6',
      'h2',
    ])
  })

  test('a table, its heads, its alignment, and a column of figures seen as one', () => {
    draw('| Name | Said | Seen |\n|---|--:|---|\n| a | b | $1,200 |\n| **c** | d | ±4.5 % |')
    expect(texts('th[scope=col]')).toEqual(['Name', 'Said', 'Seen'])
    expect(
      [...host().querySelectorAll('tbody tr:first-child td')].map(cell => cell.getAttribute('data-align')),
    ).toEqual(['start', 'end', 'end'])
    expect(find('td strong').textContent).toBe('c')
    expect(find('[role=group]').getAttribute('aria-label')).toBe('Table')
  })

  test('lists, their start, tasks said in words, nesting', () => {
    draw('3. a\n4. b\n\ntext\n\n- [x] done\n- [ ] open\n  - deep')
    expect(find('ol').getAttribute('start')).toBe('3')
    expect(
      [...host().querySelectorAll('li [role=img]')].map(mark => mark.getAttribute('aria-label')),
    ).toEqual(['Done', 'Not done'])
    expect(find('ul ul li').textContent).toBe('deep')
  })

  test('emphasis, strike, code, quote, rule, line breaks, footnotes', () => {
    draw('**a** *b* ~~c~~ `d`\nnext<br>last\n\n> q\n\n---\n\nnote[^n]\n\n[^n]: The **note**.')
    for (const selector of ['strong', 'em', 's', 'code[dir=ltr]', 'blockquote p', 'hr'])
      expect(find(selector)).toBeTruthy()
    expect(host().querySelectorAll('p br')).toHaveLength(2)
    expect(texts('sup')).toEqual(['n', 'n'])
    expect(find('p:last-child strong').textContent).toBe('note')
  })

  test('HTML is text', () => {
    draw('<b>bold</b> and <img src=x>')
    expect(find('p').textContent).toBe('<b>bold</b> and <img src=x>')
  })

  test('a definition at the end of a long answer reaches a link at its start', () => {
    draw(`[a][1] and ![b][1]\n\n${'words\n\n'.repeat(30)}[1]: https://a.example/x.png`)
    expect(find('a').getAttribute('href')).toBe('https://a.example/x.png')
  })
})

describe('links', () => {
  test('say their host beside words that hide it, and in ASCII', () => {
    draw(
      '[words](https://a.example/x) https://b.example [c.example](https://c.example) [apple.com](https://\u0430pple.com)',
    )
    expect(find('p').textContent).toBe(
      'words (a.example) https://b.example c.example apple.com (xn--pple-43d.com)',
    )
    for (const link of host().querySelectorAll('a'))
      expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer'])
  })

  test('of other schemes are words with the address beside them', () => {
    draw('[run](javascript:x) [file](file:///etc) [path](/settings)')
    expect(host().querySelector('a')).toBeNull()
    expect(find('p').textContent).toBe('run (javascript:x) file (file:///etc) path (/settings)')
  })
})

describe('images', () => {
  const pixels = async (type: string): Promise<Blob> => {
    const canvas = new OffscreenCanvas(4, 3)
    canvas.getContext('2d')?.fillRect(0, 0, 4, 3)
    return canvas.convertToBlob({ type })
  }
  const drawWith = (loadImage: LoadImage): void =>
    mounted.draw(
      <LoadImageContext value={loadImage}>
        <Markdown text="![A map](https://maps.example/a.png)" />
      </LoadImageContext>,
    )

  test('wait for a press, name their host, and are shown from a blob', async () => {
    const asked: string[] = []
    drawWith(async address => {
      asked.push(address)
      return pixels('image/png')
    })
    expect(find('[role=group]').textContent).toContain('A map')
    expect(find('[role=group]').textContent).toContain('tells maps.example that you read this')
    expect(asked).toEqual([])
    await press(/^Load image from maps\.example/)
    await expect.poll(() => host().querySelector('img')?.naturalWidth, soon).toBe(4)
    expect(find('img').getAttribute('src')).toMatch(/^blob:/)
    expect(find('img').getAttribute('alt')).toBe('A map')
    expect(asked).toEqual(['https://maps.example/a.png'])
  })

  test('that are refused say so and can be opened', async () => {
    drawWith(async () => {
      throw new Error('CORS')
    })
    await press(/Load image/)
    await expect
      .poll(() => host().querySelector('[role=status]')?.textContent, soon)
      .toBe('maps.example did not give the image. Its address is kept here.')
    expect(find('a').getAttribute('href')).toBe('https://maps.example/a.png')
  })

  test.each([
    [
      'a drawing that could run',
      async () =>
        new Blob(['<svg xmlns="http://www.w3.org/2000/svg" onload="pwn()"/>'], { type: 'image/png' }),
    ],
    [
      'too many bytes',
      async () =>
        new Blob([await (await pixels('image/png')).arrayBuffer(), new Uint8Array(limits.imageBytes)]),
    ],
    ['nothing', async () => new Blob([])],
  ])('that are %s are not shown', async (_, load) => {
    drawWith(load)
    await press(/Load image/)
    await expect
      .poll(() => host().querySelector('[role=status]')?.textContent, soon)
      .toMatch(/no image that can be shown safely/)
    expect(host().querySelector('img')).toBeNull()
  })

  test('without a loader can be opened in a tab', () => {
    draw('![A map](https://maps.example/a.png)')
    expect(find('a').textContent).toBe('Open in a new tab')
  })

  test('that lie in the text are shown at once, and inside a link are words', async () => {
    const bytes = new Uint8Array(await (await pixels('image/webp')).arrayBuffer())
    const address = `data:image/webp;base64,${btoa(String.fromCharCode(...bytes))}`
    draw(`![Dot](${address}) [![Map](https://maps.example/a.png)](https://a.example)`)
    await expect.poll(() => host().querySelector('img')?.naturalWidth, soon).toBe(4)
    expect(find('a').textContent).toBe('Map')
    expect(host().querySelectorAll('img, button')).toHaveLength(1)
  })
})

describe('code', () => {
  const fence = (info: string, text: string, end = '\n```'): string => `\`\`\`${info}\n${text}${end}`
  const dyes = (): readonly (string | null)[] =>
    [...host().querySelectorAll('pre [data-dye]')].map(
      piece => `${piece.getAttribute('data-dye')} ${piece.textContent?.trim()}`,
    )

  test('has the name of its language, and its dyes when the worker has answered', async () => {
    draw(fence('py', 'def f(x=1): # note'))
    expect(find('figcaption').textContent).toContain('Python')
    await expect.poll(dyes, soon).toEqual(['word def', 'figure 1', 'note # note'])
    expect(find('pre').textContent?.trim()).toBe('def f(x=1): # note')
  })

  test('is not dyed while it is written, and keeps its height when it is done', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `const a${index} = 1`).join('\n')
    for (let end = 0; end < lines.length; end += 100) draw(fence('js', lines.slice(0, end), ''), true)
    expect(dyes()).toEqual([])
    const height = find('pre').getBoundingClientRect().height
    draw(fence('js', lines))
    await expect.poll(() => dyes().length, soon).toBe(2 * limits.codeOpenLines)
    expect(find('pre').getBoundingClientRect().height).toBe(height)
  })

  test('is closed when long, opens to all of it, and closes again', async () => {
    draw(fence('', Array.from({ length: 80 }, (_, index) => `line ${index}`).join('\n')))
    expect(find('pre').textContent).toMatch(/line 15\n?$/)
    await press('Show all 80 lines')
    expect(find('pre').textContent).toMatch(/line 79\n?$/)
    await press('Show fewer lines')
    expect(find('pre').textContent).toMatch(/line 15\n?$/)
    draw(fence('', 'x\n'.repeat(limits.codeOpenLines - 1)))
    expect(host().querySelector('figure > div')).toBeNull()
  })

  test('copies what was written, not what is drawn, and says so', async () => {
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    draw(fence('js', 'a\u202e = 1\n'.repeat(30)))
    await press('Copy code')
    expect(write).toHaveBeenCalledWith('a\u202e = 1\n'.repeat(30).slice(0, -1) + '\n')
    await expect
      .poll(() => host().querySelector('figcaption [role=status]')?.textContent, soon)
      .toBe('Copied')
    write.mockRejectedValue(new Error('not allowed'))
    await press('Copied')
    await expect
      .poll(() => host().querySelector('figcaption [role=status]')?.textContent, soon)
      .toBe('The browser did not allow copying')
    write.mockRestore()
  })

  test('wraps when asked', async () => {
    draw(fence('', 'x'.repeat(2_000)))
    const pre = find('pre')
    expect(pre.scrollWidth).toBeGreaterThan(pre.clientWidth)
    await press('Wrap lines')
    expect(pre.scrollWidth).toBe(pre.clientWidth)
  })

  test('shows what cannot be seen, in plain and in dyed code', async () => {
    draw(fence('js', "const a = 'x\u202ey' // \u200b"))
    expect(texts('pre code span span')).toEqual(['U+202E', 'U+200B'])
    await expect.poll(() => dyes().length, soon).toBe(3)
    expect(find('pre').textContent).not.toMatch(/\u202e|\u200b/)
    expect(texts('pre [data-dye] span')).toEqual(['U+202E', 'U+200B'])
  })

  test('that no highlighter can finish leaves the next one its dyes', { timeout: 120_000 }, async () => {
    const bombs = [
      '<'.repeat(1_900),
      '('.repeat(1_900),
      'a<'.repeat(900),
      '{{'.repeat(900),
      '"\\'.repeat(900),
      '/*'.repeat(900),
      '`${'.repeat(600),
      ' '.repeat(1_900),
    ]
    const blocks = ['ts', 'cpp', 'md', 'html', 'sh', 'php', 'latex', 'perl'].map(language =>
      fence(language, bombs.join('\n')),
    )
    draw([...blocks, fence('python', 'def last(): pass')].join('\n\n'))
    await expect.poll(() => dyes().at(-1), { timeout: 110_000 }).toBe('word pass')
    for (const pre of host().querySelectorAll('pre'))
      expect(pre.textContent?.trim().length).toBeGreaterThan(10)
  })
})

describe('formulas', () => {
  const drawn = (): Promise<void> =>
    expect.poll(() => host().querySelectorAll('[data-state=waiting]').length, soon).toBe(0)

  test('are MathML of the page, in a line and displayed', async () => {
    draw('so $x^2$ is\n\n$$\n\\frac{1}{2}\n$$')
    await drawn()
    expect(find('p math msup').namespaceURI).toBe('http://www.w3.org/1998/Math/MathML')
    expect(find('math[display=block] mfrac').getBoundingClientRect().height).toBeGreaterThan(20)
  })

  test('that cannot be drawn show their source', async () => {
    draw('$\\frac{$ and $\\href{https://a.example}{x}$')
    await drawn()
    expect(host().querySelector('math')).toBeNull()
    expect(texts('code')).toEqual(['\\frac{', '\\href{https://a.example}{x}'])
  })
})

describe('directions and scripts', () => {
  const side = (element: Element): string => getComputedStyle(element).direction

  test('each block takes its own, and a list its items', () => {
    draw(
      'English words.\n\nكلمات عربية.\n\n- قائمة\n- an item\n\n> اقتباس\n\n| جدول | ب |\n|---|---|\n| ١ | ٢ |',
    )
    expect([...host().querySelectorAll('p, ul, blockquote, [role=group]')].map(side)).toEqual([
      'ltr',
      'rtl',
      'rtl',
      'rtl',
      'rtl',
      'rtl',
    ])
    const [, item] = host().querySelectorAll('li > span')
    const box = find('ul').getBoundingClientRect()
    const range = document.createRange()
    if (item) range.selectNodeContents(item)
    // The English item of an Arabic list begins at the list's own side.
    expect(box.right - range.getBoundingClientRect().right).toBeLessThan(40)
  })

  test('code and formulas run from left to right, and tall scripts have their lines', () => {
    draw('عربي `code()` عربي\n\n```\nx\n```\n\nবাংলা লেখা')
    expect([side(find('p code')), side(find('pre'))]).toEqual(['ltr', 'ltr'])
    expect([...host().querySelectorAll('p')].map(({ dataset }) => dataset['script'])).toEqual([
      'arabic',
      'bengali',
    ])
    expect(getComputedStyle(find('[data-script=bengali]')).lineHeight).toBe('30px')
  })
})

describe('a stream', () => {
  const answer = `# Title\n\nFirst **paragraph** of words.\n\n- one\n- two\n\n\`\`\`js\nconst a = 1\n\`\`\`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLast *words* of it.\n`

  test('changes nothing but its last block, and ends as the whole text', () => {
    draw('', true)
    const prose = find('div')
    const changed: MutationRecord[] = []
    const observer = new MutationObserver(records => changed.push(...records))
    observer.observe(prose, { childList: true, characterData: true, subtree: true })
    for (let end = 1; end <= answer.length; end += 1) {
      const settled = [...prose.children].slice(0, -2)
      draw(answer.slice(0, end), true)
      changed.push(...observer.takeRecords())
      for (const { target } of changed.splice(0)) {
        expect(
          settled.some(block => block.contains(target)),
          answer.slice(0, end),
        ).toBe(false)
      }
    }
    draw(answer)
    const streamed = host().innerHTML.replace(/ data-caret="[^"]*"/g, '')
    draw('')
    draw(answer)
    expect(host().innerHTML.replace(/ data-caret="[^"]*"/g, '')).toBe(streamed)
  })

  test('stands at its caret: alone at first, behind the last word then, and nowhere when it is over', () => {
    draw('', true)
    expect(host().querySelectorAll('[data-caret]')).toHaveLength(1)
    for (let end = 1; end <= answer.length; end += 7) {
      draw(answer.slice(0, end), true)
      expect(host().querySelectorAll('[data-caret]').length, answer.slice(0, end)).toBeLessThanOrEqual(1)
    }
    draw('- one\n  - two words', true)
    expect(find('[data-caret]').textContent).toBe('two words')
    draw(answer)
    expect(host().querySelector('[data-caret]')).toBeNull()
  })

  test('whose text is replaced is drawn anew', () => {
    draw('# one\n\ntwo', true)
    draw('three', true)
    expect(host().textContent).toBe('three')
  })
})

test("a person's message keeps its line breaks and makes addresses links, and nothing else", () => {
  mounted.draw(<PlainText text={'**a**\n  b https://a.example/x?y and a@b.example\n<i>'} />)
  expect(host().textContent).toBe('**a**\n  b https://a.example/x?y and a@b.example\n<i>')
  expect([...host().querySelectorAll('a')].map(({ href }) => href)).toEqual([
    'https://a.example/x?y',
    'mailto:a@b.example',
  ])
  expect(getComputedStyle(find('div')).whiteSpace).toBe('pre-wrap')
  expect(host().querySelectorAll('strong, i')).toHaveLength(0)
})
