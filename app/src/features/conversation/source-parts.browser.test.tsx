import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SourcePart } from '@weft/shared/schema/part.ts'
import { type Mounted, mount } from '../../ui/markdown/testing/mount.tsx'
import { SourceParts } from './source-parts.tsx'

let mounted: Mounted

beforeEach(() => {
  mounted = mount()
})
afterEach(() => mounted.remove())

const source = (title: string, more: Partial<SourcePart> = {}): SourcePart => ({
  type: 'source',
  title,
  ...more,
})

const draw = (...parts: readonly SourcePart[]): void => mounted.draw(<SourceParts parts={parts} />)
const links = (): readonly HTMLAnchorElement[] => [...mounted.host.querySelectorAll('a')]

test('a page is a link that says its host, opens beside and tells nobody where from', () => {
  draw(source('Square', { url: 'https://example.org:8080/square?a=1', quote: 'four sides' }))
  const [link] = links()
  expect(link?.textContent).toBe('Square')
  expect([link?.href, link?.target, link?.rel]).toEqual([
    'https://example.org:8080/square?a=1',
    '_blank',
    'noopener noreferrer',
  ])
  expect(mounted.host.querySelector('bdi')?.textContent).toBe('example.org:8080')
  expect(mounted.host.textContent).toContain('four sides')
})

test('what is not on the web is words and no link, whatever it says it is', () => {
  draw(
    source('A passage'),
    source('Script', { url: 'javascript:alert(1)' }),
    source('Data', { url: 'data:text/html,<script>alert(1)</script>' }),
    source('Mail', { url: 'mailto:a@example.org' }),
    source('<img src=x>', { url: 'nonsense' }),
  )
  expect(links()).toEqual([])
  expect(mounted.host.querySelector('img')).toBeNull()
  expect(mounted.host.querySelectorAll('li')).toHaveLength(5)
})

test('a long list is folded, and opens whole', async () => {
  draw(...Array.from({ length: 9 }, (_, index) => source(`Source ${index}`)))
  expect(mounted.host.querySelectorAll('li')).toHaveLength(6)
  const more = mounted.host.querySelector('button')
  expect(more?.textContent).toBe('Show all 9 sources')
  more?.click()
  await expect.poll(() => mounted.host.querySelectorAll('li').length).toBe(9)
  expect(mounted.host.querySelector('button')).toBeNull()
})
