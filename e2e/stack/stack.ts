/** Everything a browser test needs, in one call: the built app on its real server, and a provider beside it. */
import { startAppServer, type AppServer, type AppServerOptions } from './app-server.ts'
import { startFaultProvider, type FaultProvider } from './fault-provider.ts'

export interface Stack {
  readonly app: AppServer
  readonly provider: FaultProvider
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export interface StackOptions {
  readonly app?: AppServerOptions
  readonly providerPort?: number
}

export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const provider = await startFaultProvider(
    options.providerPort === undefined ? {} : { port: options.providerPort },
  )
  const app = await startAppServer(options.app).catch(async (cause: unknown) => {
    await provider.close()
    throw cause
  })
  const close = async (): Promise<void> => {
    await Promise.all([app.close(), provider.close()])
  }
  return { app, provider, close, [Symbol.asyncDispose]: close }
}
