/** The sign of each page in the index. */

import {
  Cpu,
  Database,
  Keyboard,
  MonitorSmartphone,
  Plug,
  Settings,
  SunMoon,
  UserRoundPen,
} from 'lucide-react'
import type { IconShape } from '../../ui/icon.tsx'
import type { SettingsTab } from './settings-tabs.ts'

export const tabIcons: Readonly<Record<SettingsTab, IconShape>> = {
  general: Settings,
  appearance: SunMoon,
  providers: Plug,
  'device-models': Cpu,
  personalization: UserRoundPen,
  sync: MonitorSmartphone,
  data: Database,
  shortcuts: Keyboard,
}
