/** The `device` row of `noted-addresses.ts`, by itself: the service worker reads it without the rest. */
export const notedAddressesName = 'origins'
