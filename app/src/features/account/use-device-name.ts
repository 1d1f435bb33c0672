import { useText } from '../../ui/i18n/use-text.ts'
import { deviceKindOf } from './device-name.ts'

/** What this device is called until the person calls it something else. */
export const useDeviceName = (): string => {
  const t = useText()
  const { browser, system } = deviceKindOf(navigator.userAgent)
  const name = browser || t('account.someBrowser')
  return system === '' ? name : t('account.nameOnSystem', { browser: name, system })
}
