/** The cache itself is at fault: whoever reads gets the bytes from elsewhere. */
export class CacheFault extends Error {
  override readonly name = 'CacheFault'
}

/** What the store sent is not the image: whoever reads must not take it for one. */
export class CorruptImage extends Error {
  override readonly name = 'CorruptImage'
}

/** What the configuration asks for cannot be had. */
export class BadCacheSettings extends Error {
  override readonly name = 'BadCacheSettings'
}

export async function asCacheFault<T>(done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (cause) {
    throw new CacheFault(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
