/**
 * The languages Weft speaks. A language is chosen by the person, or else it is the first of the browser's that
 * we have; its direction and its region (digits, clock, order of a date) follow from it.
 */

export type Language = 'en' | 'bn' | 'ar' | 'en-XA'
export type Direction = 'ltr' | 'rtl'

/** The languages a person can choose, with their names in themselves. `en-XA` is for tests and not among them. */
export const languages: readonly { readonly language: Language; readonly name: string }[] = [
  { language: 'en', name: 'English' },
  { language: 'bn', name: 'বাংলা' },
  { language: 'ar', name: 'العربية' },
]

export const isLanguage = (text: string | null | undefined): text is Language =>
  text === 'en-XA' || languages.some(({ language }) => language === text)

export const directionOf = (language: Language): Direction => (language === 'ar' ? 'rtl' : 'ltr')

const baseOf = (tag: string): string => tag.toLowerCase().split('-', 1)[0] ?? ''

/** The first of the browser's languages that we speak; English when there is none. */
export const detectLanguage = (preferred: readonly string[]): Language => {
  for (const tag of preferred) {
    const base = baseOf(tag)
    if (isLanguage(base)) return base
  }
  return 'en'
}

/**
 * The locale for `Intl`: the person's own region of that language when the browser names one (so that an
 * Englishman gets a 24 h clock and a Moroccan Latin digits), else the language by itself.
 */
export const localeOf = (language: Language, preferred: readonly string[]): string => {
  if (language === 'en-XA') return 'en'
  const regional = preferred.find(tag => baseOf(tag) === language && tag.includes('-'))
  // Arabic of no region is written with Arabic digits here; the browsers' data says Latin for it.
  return regional ?? (language === 'ar' ? 'ar-u-nu-arab' : language)
}
