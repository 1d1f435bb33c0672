/** The models that are on this device, or on their way. Never synced; their files lie in caches of the browser. */

import type { DeviceModel } from './device-model.ts'
import type { DownloadError } from './download/download-error.ts'
import type { ModelFile } from './download/model-file.ts'

/**
 * wanted: the person has entered it and not fetched it. arriving: its files come, in whichever tab has the turn.
 * paused: the person stopped that, or a problem did. here: all its files are.
 */
export type DeviceModelState = 'wanted' | 'arriving' | 'paused' | 'here'

export interface DeviceModelRow {
  readonly id: string
  /** As it was when its download began, since a catalogue may change, or as the person has entered it since. */
  readonly model: DeviceModel
  readonly state: DeviceModelState
  /** Why it does not go on by itself; while it arrives, what it waits for. */
  readonly problem?: DownloadError
  /** Of the browser's own model, whose size nobody tells, a share of 1 while it arrives, and 0 of 0 when it is here. */
  readonly doneBytes: number
  readonly totalBytes: number
  /** Of the last seconds, while it arrives. */
  readonly bytesPerSecond?: number
  /** What it is made of, as of the last time its host was asked. */
  readonly files: readonly ModelFile[]
  readonly addedAt: number
  readonly usedAt?: number
  /** Measured on this device with the last longer answer. */
  readonly tokensPerSecond?: number
  /** How much of it is in memory, from 0 to 1; absent when it is not. Of a tab that died it may be left over. */
  readonly loaded?: number
}

export const deviceModelTables = {
  deviceModels: 'id',
}
