import type { Result } from '@weft/shared/result.ts'
import type { EngineError, WorkerApi } from '../../worker/api.ts'
import type { DeviceModel } from './device-model.ts'

/** Begins a download, or goes on with it, wherever that was asked for. */
export const fetchModel = (
  engine: Pick<WorkerApi, 'downloadModel'>,
  model: DeviceModel,
): Promise<Result<void, EngineError>> => {
  // Asked for with the first model: what is megabytes large should not be taken away for want of room.
  void navigator.storage.persist?.()
  return engine.downloadModel(model)
}
