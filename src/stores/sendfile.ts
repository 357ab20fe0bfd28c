/** Linux's sendfile(2) and dup(2), by way of the optional library koffi. */
export interface KernelSending {
  /** A second descriptor of the same socket or file: it stays this one's even when the first is closed and its number
   * is given to another. */
  duplicate(descriptor: number): number
  /** Sends as much as a non-blocking socket takes, on a thread. 0 or less: nothing, for whatever reason. */
  send(span: {
    readonly socket: number
    readonly file: number
    readonly start: number
    readonly bytes: number
  }): Promise<number>
}

/** Undefined where koffi is not installed, and on other systems. */
export async function loadSendfile(): Promise<KernelSending | undefined> {
  if (process.platform !== 'linux') return undefined
  const koffi = await import('koffi').then(
    module => module.default,
    () => undefined,
  )
  if (!koffi) return undefined
  const libc = koffi.load(null)
  const dup = libc.func('int dup(int)')
  const sendfile = libc.func('int64_t sendfile(int, int, _Inout_ int64_t *, size_t)')
  return {
    duplicate: descriptor => dup(descriptor),
    send: ({ socket, file, start, bytes }) =>
      new Promise((resolve, reject) => {
        sendfile.async(socket, file, [start], bytes, (error: unknown, sent: number) =>
          error ? reject(error) : resolve(Number(sent)),
        )
      }),
  }
}
