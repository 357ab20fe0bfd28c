import { isIPv4 } from 'node:net'
import type { Config, Values } from '../config/config.ts'
import { addressesOf, isInternalAddress } from '../stores/internal-address.ts'
import { webFilterOptions } from './options.ts'

type Settings = Values<typeof webFilterOptions.options>

/** Whether users may have the service read from there. What is this machine's own, or local to a link, is theirs only where the
 * operator says so. */
export async function mayRead(config: Config, url: string): Promise<boolean> {
  const settings = config.read(webFilterOptions)
  const place = URL.parse(url)
  const host = place && hostOf(place, url)
  if (!host) return false
  return (
    passes(place.protocol.slice(0, -1), settings.allowed_schemes, settings.disallowed_schemes) &&
    passes(host, settings.allowed_hosts, settings.disallowed_hosts) &&
    (place.port === '' || passes(Number(place.port), settings.allowed_ports, settings.disallowed_ports)) &&
    (settings.allowed_hosts.includes(host) || (await leadsOutside(host, settings)))
  )
}

/** The forbidden count only where none are allowed by name. */
function passes<T>(value: T, allowed: readonly T[], forbidden: readonly T[]): boolean {
  return allowed.length > 0 ? allowed.includes(value) : !forbidden.includes(value)
}

/** Undefined for an address in disguise, such as `127.1` or `0x7f000001`. */
function hostOf({ hostname }: URL, url: string): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const [, written] = /^[^:]*:\/\/(?:[^/?#]*@)?([^/?#:]*)/.exec(url) ?? []
  return isIPv4(host) && host !== written ? undefined : host
}

/** Whichever of its addresses is taken. */
async function leadsOutside(host: string, { disallowed_hosts: forbidden }: Settings): Promise<boolean> {
  const addresses = await addressesOf(host)
  return (
    addresses.length > 0 &&
    addresses.every(address => !isInternalAddress(address) && !forbidden.includes(address))
  )
}
