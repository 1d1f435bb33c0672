/**
 * A value for the query of an address: the router decodes a query as a whole before anybody takes it apart, so that what is
 * percent-encoded once would be decoded twice.
 */
export const queryValue = (text: string): string => encodeURIComponent(text.replaceAll('%', '%25'))
