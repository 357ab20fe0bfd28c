import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

const internal = new BlockList()
// This machine itself, by whichever name the kernel knows it.
internal.addSubnet('127.0.0.0', 8)
internal.addSubnet('0.0.0.0', 8)
internal.addAddress('::1', 'ipv6')
internal.addAddress('::', 'ipv6')
// Where clouds tell machines their secrets.
internal.addSubnet('169.254.0.0', 16)
internal.addSubnet('fe80::', 10, 'ipv6')

/** Whether an IP address is of this machine alone, or of the link alone: what is behind it is for nobody outside. */
export function isInternalAddress(address: string): boolean {
  return internal.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** The IP addresses of a host as it stands in a URL; none where nobody knows it. */
export async function addressesOf(host: string): Promise<readonly string[]> {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare)) return [bare]
  const found = await lookup(bare, { all: true }).catch(() => [])
  return found.map(({ address }) => address)
}
