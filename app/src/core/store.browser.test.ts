import { createDexieUnderTest, inBulk } from './testing/dexie-under-test.ts'
import { storeContract } from './testing/store.contract.ts'

storeContract('Dexie in Chromium', () => createDexieUnderTest())
storeContract('in bulk, in Chromium', () => createDexieUnderTest(inBulk))
