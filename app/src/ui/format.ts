/**
 * Figures, times and sizes as the person writes them: digits, order and clock by `Intl`, units from the
 * catalogue. Nothing here reads a clock; what "today" is comes in as `now`. Units stand behind a no-break space.
 */
import type { Direction } from './i18n/language.ts'
import { isolate, type Translate } from './i18n/translate.ts'

export interface Format {
  readonly number: (value: number, options?: Intl.NumberFormatOptions) => string
  /** 0.34 → "34%". */
  readonly percent: (share: number) => string
  /** "14:32" today, "Thu" within the last six days, "12 Nov" this year, "12 Nov 2025" before. */
  readonly when: (at: number, now: number) => string
  /** "just now" under a minute, else as `when`. */
  readonly ago: (at: number, now: number) => string
  /** "12 Nov 2025": a day by itself, whatever day it is now. */
  readonly day: (at: number) => string
  /** The clock alone. */
  readonly clock: (at: number) => string
  /** Date and time with seconds, for a tooltip. */
  readonly full: (at: number) => string
  /** "0.4 s", "9 s", "2 min 10 s", "1 h 5 min". */
  readonly duration: (milliseconds: number) => string
  /** "412 ms": for something measured. */
  readonly milliseconds: (milliseconds: number) => string
  /** "0:42": what is left of a wait. */
  readonly countdown: (milliseconds: number) => string
  /** Dollars: two significant places under a cent, two decimals above. */
  readonly cost: (dollars: number) => string
  /** "48 KB", "1.2 MB"; thousands, as the systems of today count. */
  readonly bytes: (bytes: number) => string
  /** "200k", "1M": the size of a context window. */
  readonly short: (value: number) => string
  /** "a, b and c". */
  readonly list: (parts: readonly string[]) => string
  /** "a, b, c": the beginning of something longer. */
  readonly series: (parts: readonly string[]) => string
  /** What a language is called: "bn" → "Bengali". */
  readonly languageName: (code: string) => string
}

export interface FormatOptions {
  readonly locale: string
  /** Names that run against it are kept apart from their neighbours; `ltr` by default. */
  readonly direction?: Direction | undefined
  readonly t: Translate
  /** Defaults to the zone of the machine; tests fix it. */
  readonly timeZone?: string | undefined
}

const second = 1000
const day = 86_400 * second

const byteUnits = [
  'common.bytes',
  'common.kilobytes',
  'common.megabytes',
  'common.gigabytes',
  'common.terabytes',
] as const

/** Making an `Intl` object costs far more than using it. */
const remember = <Options extends object, Made>(
  make: (options: Options) => Made,
): ((options: Options) => Made) => {
  const madeByOptions = new Map<string, Made>()
  return options => {
    const key = JSON.stringify(options)
    const made = madeByOptions.get(key) ?? make(options)
    madeByOptions.set(key, made)
    return made
  }
}

export const createFormat = ({ locale, direction = 'ltr', t, timeZone }: FormatOptions): Format => {
  const apart = (parts: readonly string[]): readonly string[] => parts.map(part => isolate(part, direction))
  const numberFormat = remember((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options))
  const dateFormat = remember(
    (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone }),
  )
  // Gregorian parts whatever the person's calendar is: only for comparing two moments.
  const partsFormat = remember(
    (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-CA', { ...options, timeZone }),
  )

  const languageNames = remember(() => new Intl.DisplayNames(locale, { type: 'language' }))

  const number = (value: number, options: Intl.NumberFormatOptions = {}): string =>
    numberFormat(options).format(value)
  const clock = (at: number): string => dateFormat({ timeStyle: 'short' }).format(at)
  const isoDay = (at: number): string =>
    partsFormat({ year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

  const when = (at: number, now: number): string => {
    const days = Math.round((Date.parse(isoDay(now)) - Date.parse(isoDay(at))) / day)
    if (days === 0) return clock(at)
    if (days > 0 && days < 7) return dateFormat({ weekday: 'short' }).format(at)
    const isThisYear = isoDay(at).slice(0, 4) === isoDay(now).slice(0, 4)
    return dateFormat({
      day: 'numeric',
      month: 'short',
      ...(isThisYear ? undefined : { year: 'numeric' }),
    }).format(at)
  }

  const duration = (milliseconds: number): string => {
    const seconds = milliseconds / second
    if (seconds < 1) return t('common.seconds', { seconds: number(seconds, { maximumFractionDigits: 1 }) })
    const whole = Math.round(seconds)
    if (whole < 60) return t('common.seconds', { seconds: whole })
    if (whole < 3600) {
      const [minutes, rest] = [Math.floor(whole / 60), whole % 60]
      return rest === 0
        ? t('common.minutes', { minutes })
        : t('common.minutesSeconds', { minutes, seconds: rest })
    }
    const minutes = Math.round(whole / 60)
    return t('common.hoursMinutes', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
  }

  const bytes = (size: number): string => {
    let step = 0
    let value = size
    // 999.5 would be written "1,000 KB".
    while (value >= 999.5 && step < byteUnits.length - 1) {
      value /= 1000
      step += 1
    }
    const digits = step >= 2 && value < 9.95 ? 1 : 0
    return t(byteUnits[step] ?? 'common.terabytes', {
      size: number(value, { maximumFractionDigits: digits }),
    })
  }

  return {
    number,
    percent: share => number(share, { style: 'percent' }),
    when,
    ago: (at, now) => (now - at < 60 * second ? t('common.justNow') : when(at, now)),
    day: at => dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(at),
    clock,
    full: at => dateFormat({ dateStyle: 'long', timeStyle: 'medium' }).format(at),
    duration,
    milliseconds: value => t('common.milliseconds', { milliseconds: Math.round(value) }),
    countdown: value => {
      const whole = Math.max(0, Math.ceil(value / second))
      return `${number(Math.floor(whole / 60))}:${number(whole % 60, { minimumIntegerDigits: 2 })}`
    },
    cost: dollars =>
      number(dollars, {
        style: 'currency',
        currency: 'USD',
        currencyDisplay: 'narrowSymbol',
        ...(dollars > 0 && dollars < 0.01
          ? { maximumSignificantDigits: 2 }
          : { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
      }),
    bytes,
    short: value => number(value, { notation: 'compact', maximumFractionDigits: 1 }),
    list: parts => new Intl.ListFormat(locale).format(apart(parts)),
    series: parts => new Intl.ListFormat(locale, { type: 'unit', style: 'short' }).format(apart(parts)),
    languageName: code => languageNames({}).of(code) ?? code,
  }
}
