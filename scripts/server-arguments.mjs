/**
 * Node's own arguments for the server. Its young generation stays small: left alone it grows with a burst of devices
 * that connect, and holds some 170 KB of what is long forgotten for each of them, instead of 40.
 */
export const serverArguments = ['--max-semi-space-size=2']
