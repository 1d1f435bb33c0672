import { WorkspaceId } from '@weft/shared/ids.ts'
import { expect, test, vi } from 'vitest'
import type { Toast } from '../../ui/toast-store.ts'
import { type ImportRow, noCounts } from './bring/import-row.ts'
import { tellEnd } from './tell-end.ts'

const rowOf = (state: ImportRow['state'], newThreads = 3): ImportRow => ({
  id: 'import',
  workspaceId: WorkspaceId.parse(`wsp_${'a'.repeat(26)}`),
  startedAt: 1,
  files: [],
  sources: [],
  state,
  progress: { done: 1, total: 1 },
  counts: { ...noCounts, newThreads },
  folders: [],
})

const told = (row: ImportRow, isLookedAt = false) => {
  const toasts: Toast[] = []
  const show = vi.fn()
  tellEnd(row, {
    t: (key, values) => [key, values?.['count']].filter(word => word !== undefined).join(' '),
    toast: toast => toasts.push(toast),
    show,
    isLookedAt: () => isLookedAt,
  })
  return { toasts, show }
}

test.each([
  ['done', 'import.newThreads 3'],
  ['failed', 'import.failedWhat'],
] as const)('who looks at something else hears that it is %s, and how to see more', (state, text) => {
  const { toasts, show } = told(rowOf(state))
  expect(toasts).toMatchObject([{ text, act: { label: 'import.look' } }])
  toasts[0]?.act?.run()
  expect(show).toHaveBeenCalledOnce()
})

test.each(['cancelled', 'undone', 'interrupted'] as const)('nothing is said of one that is %s', state => {
  expect(told(rowOf(state)).toasts).toEqual([])
})

test('nothing is said where the page of imports is looked at', () => {
  expect(told(rowOf('done'), true).toasts).toEqual([])
  expect(told(rowOf('failed'), true).toasts).toEqual([])
})
