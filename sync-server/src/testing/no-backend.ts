/** For tests of what needs no database. */

import { Router } from 'express'
import type { Backend } from '../backend.ts'

export const noBackend = (overrides: Partial<Backend> = {}): Backend => ({
  routes: Router(),
  databaseAnswers: async () => true,
  stop: async () => undefined,
  ...overrides,
})
