/**
 * Where the embedded PostgreSQL listens: a socket in its own directory, which only its user can open; a free port of
 * the loopback where there are no such sockets or the path is too long for one. Never a network.
 */

import { createServer } from 'node:net'

export interface PostgresAddress {
  /** A path for a socket in that folder, or 127.0.0.1. */
  readonly host: string
  readonly port: number
}

/** The shortest limit of the systems we know is 103 bytes; PostgreSQL adds `/.s.PGSQL.5432`. */
const maxSocketFolder = 103 - '/.s.PGSQL.5432'.length

export const chooseAddress = async (directory: string): Promise<PostgresAddress> =>
  process.platform !== 'win32' && Buffer.byteLength(directory) <= maxSocketFolder
    ? { host: directory, port: 5432 }
    : { host: '127.0.0.1', port: await freePort() }

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string')
          reject(new Error('a listening server has a port'))
        else resolve(address.port)
      })
    })
  })

/** Command line settings that make it listen there. */
export const listenSettings = ({ host, port }: PostgresAddress): Readonly<Record<string, string>> =>
  host === '127.0.0.1'
    ? { listen_addresses: host, port: String(port), unix_socket_directories: '' }
    : {
        listen_addresses: '',
        port: String(port),
        // Quoted, since the setting is a list.
        unix_socket_directories: `"${host}"`,
        unix_socket_permissions: '0700',
      }
