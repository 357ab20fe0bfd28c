import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { install } from '../../support/apt.ts'
import { type Glance, startGlance } from '../../support/glance-api.ts'
import { type Keystone, startKeystone } from './keystone.ts'
import { type Job, type Runner, startRunner } from './runner.ts'

/** Runs a client's command. Settles with what it prints, fails with that when it fails. */
export type Client = (...args: string[]) => Promise<string>

export interface Site {
  readonly service: Glance
  readonly keystone: Keystone
  /** The `glance` command as somebody's. */
  glance(who: string, how?: Pick<Job, 'input' | 'stream'>): Client
  /** The `openstack` command, logged in. */
  openstack(who: string): Client
  stop(): Promise<void>
}

/** The built service with three stores and its cache, a Keystone to log in at, and a client that uses them. */
export async function startSite(client: keyof typeof modules): Promise<Site> {
  await install(`python3-${client}client`)
  const service = await startGlance({ extra: threeStores })
  const keystone = await startKeystone(service.url)
  const runner: Runner = await startRunner(...modules[client])
  return {
    service,
    keystone,
    // Each call has a home of its own: the client keeps the server's schemas there, and Debian's then trips over
    // `stores`, which every Glance has in them.
    glance(who, how) {
      const env = { OS_AUTH_TOKEN: who, OS_IMAGE_URL: service.url }
      return async (...args) => {
        const HOME = await mkdtemp(join(service.folder, 'home-'))
        return runner.run({ argv: ['/usr/bin/glance', ...args], env: { ...env, HOME }, ...how })
      }
    },
    openstack(who) {
      const env = { ...logIn(keystone, who), HOME: service.folder }
      return (...args) => runner.run({ argv: ['/usr/bin/openstack', ...args], env })
    },
    async stop() {
      await runner.stop()
      await keystone.stop()
      await service.stop()
    },
  }
}

/** What a client loads before it looks at its arguments. */
const modules = {
  glance: ['glanceclient.shell', 'glanceclient.v2.client', 'warlock'],
  openstack: [
    'openstackclient.shell',
    'openstackclient.image.v2.image',
    'openstack.connection',
    'keystoneclient.v3.client',
  ],
}

/** What a client reads from its environment. */
export function logIn({ url }: Keystone, who: string): Readonly<Record<string, string>> {
  return {
    OS_AUTH_URL: url,
    OS_USERNAME: who,
    OS_PASSWORD: 'any',
    OS_PROJECT_NAME: who,
    OS_USER_DOMAIN_ID: 'default',
    OS_PROJECT_DOMAIN_ID: 'default',
    OS_IDENTITY_API_VERSION: '3',
  }
}

/** What makes `startGlance` serve with them, to whom `who` says. */
export const threeStores = (
  folder: string,
) => `config_file = ${join(import.meta.dirname, 'glance-api-paste.ini')}
[DEFAULT]
enabled_backends = fast:file, slow:file, web:http
show_multiple_locations = True
[import_filtering_opts]
allowed_hosts = [127.0.0.1]
allowed_ports = []
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = ${folder}/fast
[slow]
filesystem_store_datadir = ${folder}/slow
[os_glance_staging_store]
filesystem_store_datadir = ${folder}/staging
[os_glance_tasks_store]
filesystem_store_datadir = ${folder}/tasks
`
