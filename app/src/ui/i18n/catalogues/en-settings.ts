/** English for settings, providers and the account: 17 KB that no first screen needs. */
import { addEnglish } from './en.ts'
import account from './en/account.json'
import device from './en/device.json'
import providers from './en/providers.json'
import settings from './en/settings.json'

/** Called by the modules that are loaded on demand and speak of settings, before they draw. */
export const speakOfSettings = (): void => addEnglish({ account, device, providers, settings })
