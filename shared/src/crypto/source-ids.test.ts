/** Ids of what another program has named. */

import { describe, expect, it } from 'vitest'
import { testRandom } from '../testing/env.ts'
import { createSourceIds } from './source-ids.ts'
import { createSyncSealer } from './sync-sealer.ts'
import { createWebSealer } from './web-sealer.ts'

const workspace = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa'
const key = testRandom(7).bytes(32)
const idsOf = (workspaceId = workspace, bytes = key) =>
  createSourceIds(workspaceId, createSyncSealer(bytes, testRandom(1)))

describe('an id of a source', () => {
  it('is the same for the same name, and another for any other', async () => {
    const [ids, again] = [await idsOf(), await idsOf()]
    const thread = ids.thread('chatgpt', 'a', 0)
    expect(again.thread('chatgpt', 'a', 0)).toBe(thread)
    expect(again.message(thread, 'm')).toBe(ids.message(thread, 'm'))
    const different = [
      ids.thread('claude', 'a', 0),
      ids.thread('chatgpt', 'b', 0),
      ids.thread('chatgpt', 'a', 1),
      // Names that would be the same text if they were only joined.
      ids.thread('chatgpta', '', 0),
      (await idsOf('wsp_bbbbbbbbbbbbbbbbbbbbbbbbbb')).thread('chatgpt', 'a', 0),
      (await idsOf(workspace, testRandom(8).bytes(32))).thread('chatgpt', 'a', 0),
    ]
    expect(new Set([thread, ...different]).size).toBe(different.length + 1)
    expect(ids.message(thread, 'm')).not.toBe(ids.message(ids.thread('chatgpt', 'b', 0), 'm'))
  })

  it('is the same for the sealer of the app as for that of simulation', async () => {
    const imported = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveKey', 'deriveBits'])
    const web = await createSourceIds(workspace, createWebSealer(imported, testRandom(2)))
    const sync = await idsOf()
    expect(web.thread('chatgpt', 'a', 0)).toBe(sync.thread('chatgpt', 'a', 0))
    expect(web.folder('claude', 'p', 0)).toBe(sync.folder('claude', 'p', 0))
  })

  it('never changes: what was imported once is found by later versions', async () => {
    expect((await idsOf()).thread('chatgpt', 'a', 0)).toMatchInlineSnapshot(`"thr_owvwtootkwurou4ivpgpkhzmxe"`)
  })
})
