import { createContext } from 'react'
import { createRemembered, type Remembered } from '../../ui/remembered.ts'

/** Whether the welcome was left on this device; then it is not shown by itself again. */
export const createWelcomed = (storage: Storage | undefined): Remembered =>
  createRemembered(storage, 'weft.welcomed')

export const WelcomedContext = createContext<Remembered>(createWelcomed(undefined))
