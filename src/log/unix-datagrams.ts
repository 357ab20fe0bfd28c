/** Datagrams to a Unix socket, such as /dev/log, which Node itself cannot send: by way of the optional library koffi. */
export interface UnixDatagrams {
  /** What nobody takes, or not at once, is lost: a log does not hold up the service. */
  send(datagram: Buffer): void
  close(): void
}

export async function connectUnixDatagrams(path: string): Promise<UnixDatagrams> {
  if (process.platform !== 'linux') throw new Error('the system log can be reached on Linux only')
  const koffi = await import('koffi').then(
    module => module.default,
    (cause: unknown) => {
      throw new Error('logging to the system log needs the package koffi: npm install koffi', { cause })
    },
  )
  const libc = koffi.load(null)
  const socket = libc.func('int socket(int, int, int)')
  const sendTo = libc.func('int64_t sendto(int, const void *, size_t, int, const void *, uint32_t)')
  const close = libc.func('int close(int)')

  const address = addressOf(path)
  const descriptor: unknown = socket(unixFamily, datagramType, 0)
  return {
    send: datagram => void sendTo(descriptor, datagram, datagram.length, neverWait, address, address.length),
    close: () => void close(descriptor),
  }
}

const unixFamily = 1
const datagramType = 2
/** MSG_DONTWAIT | MSG_NOSIGNAL */
const neverWait = 0x40 | 0x4000

/** Linux's sockaddr_un. */
function addressOf(path: string): Buffer {
  const family = new Uint8Array(new Uint16Array([unixFamily]).buffer)
  return Buffer.concat([family, Buffer.from(`${path}\0`)])
}
