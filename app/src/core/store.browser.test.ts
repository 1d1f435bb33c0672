import { createDexieUnderTest } from './testing/dexie-under-test.ts'
import { storeContract } from './testing/store.contract.ts'

storeContract('Dexie in Chromium', createDexieUnderTest)
