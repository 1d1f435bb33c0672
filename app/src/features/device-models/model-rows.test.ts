import { err } from '@weft/shared/result.ts'
import { expect, it } from 'vitest'
import { createModelRows } from './model-rows.ts'
import { tinyModel } from './testing/tiny-models.ts'

it('a row that cannot be stored is told from one that is not there', async () => {
  const full = err({ type: 'storage-full' } as const)
  const rows = createModelRows({ run: async () => full })
  const facts = { state: 'wanted', doneBytes: 0, totalBytes: 1, files: [], addedAt: 1 } as const
  expect(await rows.put({ id: 'one', model: tinyModel('one'), ...facts })).toEqual(full)
  expect(await rows.change('one', row => row)).toEqual(full)
  expect(await rows.get('one')).toBeUndefined()
})
