/** What only the shell's own views need: the state of the engine, of updates, and a way to start anew. */

import { must } from '@weft/shared/assert.ts'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { EngineHost, EngineState } from './engine-host.ts'
import type { Updates, UpdateState } from './updates.ts'
import type { ValueStore } from './value-store.ts'

export interface Shell {
  readonly host: Pick<EngineHost, 'state' | 'pendingWrites' | 'restart'>
  readonly updates: Updates
  readonly storage: Storage | undefined
}

export const ShellContext = createContext<Shell | null>(null)

export const useShell = (): Shell =>
  must(useContext(ShellContext), 'ShellContext above every view of the shell')

export const useValue = <Value>(store: ValueStore<Value>): Value =>
  useSyncExternalStore(store.subscribe, store.get)

export const useEngineState = (): EngineState => useValue(useShell().host.state)

export const useUpdateState = (): UpdateState => useValue(useShell().updates.state)
