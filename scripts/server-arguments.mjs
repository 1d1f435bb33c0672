/**
 * Node's own arguments for the server. Its young generation stays small: left alone it grows with a burst of devices
 * that connect, and holds some 170 KB of what is long forgotten for each of them, instead of 40.
 */
export const serverArguments = ['--max-semi-space-size=4']

/**
 * One arena for all threads: glibc gives each its own, and what sockets have read in one is kept there for nobody. Of
 * 2,000 devices that connect and fall silent each kept up to 60 KB of it.
 */
export const serverEnvironment = { MALLOC_ARENA_MAX: '1' }
