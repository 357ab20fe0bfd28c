import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { ConfigError, renderDiagnostic } from '../config/diagnostic.ts'
import { type Authenticator, createAuthenticator } from './authenticator.ts'
import { diagnoseKeystone } from './diagnose.ts'
import type { AuthtokenSettings } from './options.ts'
import { createSession } from './session.ts'
import { openTransport, type Transport } from './transport.ts'
import { createValidator } from './validator.ts'

/** What checks the tokens of requests. */
export interface Keystone {
  /** The same one for the same settings. Throws a ConfigError that tells everything that is missing or wrong. */
  open(settings: AuthtokenSettings): Promise<Authenticator>
  close(): void
}

export function createKeystone(config: Config, log: Logger): Keystone {
  const opened = new Map<string, Promise<Authenticator>>()
  const transports: Transport[] = []

  async function open(settings: AuthtokenSettings): Promise<Authenticator> {
    const diagnostics = await diagnoseKeystone(config, settings)
    const faults = diagnostics.filter(({ severity }) => severity === 'error')
    if (faults.length > 0) throw new ConfigError(faults)
    for (const doubt of diagnostics) log.warn(renderDiagnostic(doubt))

    const { token: endpoint, credentials } = settings
    const transport = await openTransport(endpoint)
    transports.push(transport)
    const session = createSession({ credentials, endpoint, transport, log })
    return createAuthenticator(createValidator(session, endpoint, log), settings, log)
  }

  return {
    open(settings) {
      const key = JSON.stringify(settings)
      const authenticator = opened.get(key) ?? open(settings)
      opened.set(key, authenticator)
      return authenticator
    },
    close() {
      for (const transport of transports) transport.close()
    },
  }
}
