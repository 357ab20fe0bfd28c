import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { type LoadedConfig, loadConfig } from '../../../src/config/load.ts'
import type { Asking, Authenticator } from '../../../src/keystone/authenticator.ts'
import { createKeystone } from '../../../src/keystone/keystone.ts'
import { type AuthtokenSettings, credentialOptions, tokenOptions } from '../../../src/keystone/options.ts'

/** What the service needs to log in at a token API, as lines of `[keystone_authtoken]`. */
export const credentialsFor = (url: string) => `[keystone_authtoken]
www_authenticate_uri = http://keystone.example:5000
auth_url = ${url}
username = glance
password = opensesame
user_domain_name = Default
project_name = service
project_domain_name = Default
http_request_max_retries = 0
`

export async function configWith(text: string): Promise<LoadedConfig> {
  const folder = await mkdtemp(join(tmpdir(), 'keystone-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'glance-api.conf')
  await writeFile(file, text)
  return loadConfig({ files: [file], env: {}, argv: [] })
}

export function settingsIn(config: LoadedConfig): AuthtokenSettings {
  const token = config.read(tokenOptions)
  return { token, credentials: config.read(credentialOptions, { group: token.auth_section }) }
}

export interface Opened {
  readonly authenticator: Authenticator
  /** Everything that has been logged. */
  readonly logged: () => string
  /** Who a token belongs to: the headers, or undefined for nobody. */
  whose(token: string, asking?: Partial<Asking>): Promise<Readonly<Record<string, string>> | undefined>
}

export async function openKeystone(text: string): Promise<Opened> {
  const config = await configWith(text)
  const lines: string[] = []
  const log = pino(
    { level: 'debug' },
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    }),
  )
  const keystone = createKeystone(config, log)
  onTestFinished(() => keystone.close())
  const authenticator = await keystone.open(settingsIn(config))
  return {
    authenticator,
    logged: () => lines.join(''),
    async whose(userToken, asking = {}) {
      const plain = { userToken, serviceToken: undefined, method: 'GET', path: '/v2/images' }
      const { isConfirmed, headers } = await authenticator.identify({ ...plain, ...asking })
      return isConfirmed ? headers : undefined
    },
  }
}

/** Does something while the clock shows that time. */
export async function at(time: string, work: () => Promise<unknown>): Promise<void> {
  const { now } = Date
  Date.now = () => Date.parse(time)
  try {
    await work()
  } finally {
    Date.now = now
  }
}
