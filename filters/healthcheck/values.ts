import { BlockList } from 'node:net'

const checkNames = ['disable_by_file', 'disable_by_files_ports', 'enable_by_files'] as const

export type CheckName = (typeof checkNames)[number]

/** The checks that these are the names of. */
export function readCheckNames(names: readonly string[]): readonly CheckName[] {
  if (names.includes('disable_by_file') && names.includes('enable_by_files')) {
    throw new Error('disable_by_file and enable_by_files cannot be used together')
  }
  return names.map(name => {
    const known = checkNames.find(candidate => candidate === name)
    if (!known) throw new Error(`there is no check "${name}", only ${checkNames.join(', ')}`)
    return known
  })
}

/** Files by port, from `port:path`. */
export function readPathsByPort(pairs: readonly string[]): ReadonlyMap<number, string> {
  return new Map(
    pairs.map(pair => {
      const [, port, path] = /^(\d+):(.+)$/.exec(pair.trim()) ?? []
      if (!port || !path) throw new Error(`"${pair}" is not port:path`)
      return [Number(port), path]
    }),
  )
}

/** Networks, from `address/prefix`. */
export function readNetworks(ranges: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    const family = address.includes(':') ? 'ipv6' : 'ipv4'
    try {
      networks.addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family)
    } catch (cause) {
      throw new Error(`${range} is not an address/prefix`, { cause })
    }
  }
  return networks
}
