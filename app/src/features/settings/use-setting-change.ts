/** Changing a setting that syncs. The row tells the page when it is done; a failure stays until the next try. */

import { useState } from 'react'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { SettingKey, SettingValue } from '../workspace/settings.ts'

export interface SettingChange {
  /** Resolves to whether it is stored. */
  readonly change: <Key extends SettingKey>(key: Key, value: SettingValue<Key>) => Promise<boolean>
  readonly failure: EngineError | undefined
  readonly clearFailure: () => void
}

export const useSettingChange = (): SettingChange => {
  const { engine, ready } = usePage()
  const [failure, setFailure] = useState<EngineError>()
  return {
    failure,
    clearFailure: () => setFailure(undefined),
    change: async (key, value) => {
      const { workspaceId, roomId } = await ready
      const result = await engine.execute('setting.change', { workspaceId, roomId, key, value })
      setFailure(result.ok ? undefined : result.error)
      return result.ok
    },
  }
}
