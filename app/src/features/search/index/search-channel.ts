/** Apart from what is said on it, so that a page that only listens needs no schema. */
export const searchChannelName = 'weft-search'
