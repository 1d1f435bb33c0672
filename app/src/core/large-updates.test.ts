import 'fake-indexeddb/auto'
import { systemEnv } from '@weft/shared/env.ts'
import { expect, it } from 'vitest'
import { createDatabase } from './database.ts'
import { createDexieAttemptNotes, updateName } from './dexie-attempt-notes.ts'
import { createDexieConnection } from './dexie-connection.ts'
import { createLargeUpdates } from './large-updates.ts'

it('U9: an update that ended two engines is not tried a third time; another, or one that ended well, is', async () => {
  /** Each call is an engine of its own. */
  const start = () =>
    createLargeUpdates(
      createDexieAttemptNotes(createDexieConnection(createDatabase({ first: {} }, 'notes'), systemEnv)),
      updateName,
    )
  const [slow, sound] = [Uint8Array.of(1, 2), Uint8Array.of(3)]
  expect(await start().begin(slow)).toBe(true)
  expect(await start().begin(slow)).toBe(true)
  expect(await start().begin(slow)).toBe(false)
  for (let time = 0; time < 4; time += 1) {
    expect(await start().begin(sound)).toBe(true)
    await start().end(sound)
  }
})
