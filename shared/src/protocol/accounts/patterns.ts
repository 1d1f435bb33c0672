/** What texts of a person must look like. By itself, so that a page can check a form without the schema library. */

/** As addresses are compared: without space around them and in lower case. */
export const plainEmail = (text: string): string => text.normalize('NFC').trim().toLowerCase()

export const emailPattern = /^[^\s@]+@[^\s@]+$/
export const longestEmail = 254

/** 256 bits in base 64 for URLs. */
export const secretTextPattern = /^[A-Za-z0-9_-]{43}$/
