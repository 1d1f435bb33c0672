import { expect, test } from 'vitest'
import { readDetails } from './open-webui-details.ts'

const thought = '<details type="reasoning" done="true" duration="2"><summary>T</summary>\n&gt; hm\n</details>'

test('a step becomes a step, and what is around it stays text', () => {
  expect(readDetails(`before ${thought} after`, 'm')).toEqual([
    { type: 'text', text: 'before' },
    { type: 'reasoning', text: 'hm', duration: 2000 },
    { type: 'text', text: 'after' },
  ])
})

test('details of another kind were written by the model, and stay as they are', () => {
  const text = 'a <details type="spoiler"><summary>S</summary>b</details> c'
  expect(readDetails(text, 'm')).toEqual([{ type: 'text', text }])
  expect(readDetails(`${text} ${thought}`, 'm')).toMatchObject([
    { type: 'text', text },
    { type: 'reasoning' },
  ])
})

test('details without an end are text, however many', () => {
  const text = '<details type="reasoning">'.repeat(20_000)
  expect(readDetails(text, 'm')).toEqual([{ type: 'text', text }])
})
