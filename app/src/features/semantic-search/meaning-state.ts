/**
 * What a person wants of the search by meaning on this device, and how far it is: two rows of `device`. Without the first
 * nothing is ever built.
 */

import type { ProviderId, WorkspaceId } from '@weft/shared/ids.ts'
import { providerEmbeddingId } from '../providers/embedding-id.ts'
import type { BuildError } from './build-thread.ts'

/** An embedding model whose files are on this device. */
export interface DeviceEmbedder {
  /** As in the catalogue of models for the device. */
  readonly id: string
  readonly name: string
}

/** Who turns texts into vectors. */
export type Embedder =
  | {
      readonly type: 'provider'
      readonly workspaceId: WorkspaceId
      readonly providerId: ProviderId
      readonly modelId: string
    }
  | { readonly type: 'device'; readonly modelId: string }

/** As in `EmbeddingModel.id`: whose vectors these are. */
export const vectorModelId = (embedder: Embedder): string =>
  embedder.type === 'provider' ? providerEmbeddingId(embedder.providerId, embedder.modelId) : embedder.modelId

export const meaningWishName = 'meaning'

export interface MeaningWish {
  readonly embedder: Embedder
  readonly isPaused: boolean
}

export const meaningProgressName = 'meaning-progress'

/** `waiting`: tried again by itself. `refused`: it is paused, and only the person can go on. */
export type MeaningState =
  | { readonly type: 'building' }
  | { readonly type: 'made' }
  | { readonly type: 'waiting'; readonly error: BuildError }
  | { readonly type: 'refused'; readonly error: BuildError }

export interface MeaningProgress {
  readonly modelId: string
  readonly state: MeaningState
  /** Messages. */
  readonly done: number
  readonly total: number
  /** Room that the vectors take. */
  readonly bytes: number
}

export interface MeaningWishRow {
  readonly name: typeof meaningWishName
  readonly value: MeaningWish
}

export interface MeaningProgressRow {
  readonly name: typeof meaningProgressName
  readonly value: MeaningProgress
}
