/** For tests of what needs no database. */

import { Router } from 'express'
import type { Backend } from '../backend.ts'

export const noBackend = (overrides: Partial<Backend> = {}): Backend => ({
  routes: Router(),
  databaseAnswers: async () => true,
  onUpgrade: (_request, socket) => void socket.destroy(),
  closeSockets: async () => undefined,
  stop: async () => undefined,
  ...overrides,
})
