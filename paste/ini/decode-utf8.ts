/** Bytes that are no UTF-8 text. */
export class NotUtf8 extends Error {
  override readonly name = 'NotUtf8'
  /** The first that cannot be read; undefined where none can. */
  readonly line: number | undefined

  constructor(line?: number) {
    super(line === undefined ? 'the file is UTF-16, not UTF-8 text' : `line ${line} is not UTF-8 text`)
    this.line = line
  }
}

/** The text of a file. A byte order mark at its beginning, as some editors leave it, is dropped. Throws `NotUtf8`. */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = decode(bytes)
  if (text !== undefined) return text
  if (isUtf16(bytes)) throw new NotUtf8()
  throw new NotUtf8(firstUndecodable(bytes))
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

function firstUndecodable(bytes: Uint8Array): number {
  // Each byte is one character; line ends are the same in UTF-8.
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\n|\r/)
  return lines.findIndex(line => decode(Buffer.from(line, 'latin1')) === undefined) + 1
}
