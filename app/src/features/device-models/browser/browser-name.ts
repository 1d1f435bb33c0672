/** What people call the browser that they are in, as far as it says so. */

/** The types of this compiler do not know the list. */
export interface BrandedNavigator extends Pick<Navigator, 'userAgent'> {
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string }[] }
}

/** The engine that many are made of, and the brand that is none: it stands there so that nobody relies on the list. */
const isNone = (brand: string): boolean => brand === 'Chromium' || /not.{1,3}a.{1,3}brand/i.test(brand)

/** Empty where it does not say. */
export const browserNameOf = ({ userAgentData }: BrandedNavigator): string =>
  userAgentData?.brands.find(({ brand }) => !isNone(brand))?.brand ?? ''
