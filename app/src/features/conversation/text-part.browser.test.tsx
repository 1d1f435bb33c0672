import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Mounted, mount } from '../../ui/markdown/testing/mount.tsx'
import { TextPartView } from './text-part.tsx'

let mounted: Mounted

beforeEach(() => {
  mounted = mount()
})
afterEach(() => mounted.remove())

const draw = (text: string, growing: boolean, plain = false): void =>
  mounted.draw(<TextPartView text={text} plain={plain} growing={growing} />)
const find = (selector: string): Element | null => mounted.host.querySelector(selector)

test('an object in JSON grows in one block of code, which can be copied', () => {
  const whole = '{\n  "name": "*Loom*",\n  "threads": [1, 2]\n}'
  draw('{', true)
  const block = find('figure')
  expect(block).not.toBeNull()
  for (let end = 2; end <= whole.length; end += 1) {
    draw(whole.slice(0, end), true)
    expect(find('figure')).toBe(block)
    expect(mounted.host.querySelectorAll('figure, p, em')).toHaveLength(1)
  }
  expect(find('code[data-caret]')).not.toBeNull()
  draw(whole, false)
  expect(find('figure')).toBe(block)
  expect(find('code')?.textContent).toBe(whole)
  expect(find('pre')?.ariaLabel).toBe('JSON')
  expect(find('button[aria-label="Copy code"]')).not.toBeNull()
})

test('other words of a model are prose, and those of a person stay as typed', () => {
  draw('So it is: {"a": *1*}', false)
  expect(find('em')?.textContent).toBe('1')
  expect(find('figure')).toBeNull()
  draw('{"a": 1}', false, true)
  expect(find('figure')).toBeNull()
})
