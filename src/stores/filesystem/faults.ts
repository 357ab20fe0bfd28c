import { badLocation, full, notFound, StoreError, writeDenied } from '../errors.ts'

/** What a failed read of `path` means to who asked for it. */
export function readFault(cause: unknown, path: string): unknown {
  const code = codeOf(cause)
  if (code === 'ENOENT' || code === 'ENOTDIR') return notFound(path, { cause })
  if (code === 'ELOOP' || code === 'EISDIR') return badLocation(`file://${path}`, { cause })
  return cause
}

/** What a failed write means to who uploads. */
export function writeFault(cause: unknown): unknown {
  const code = codeOf(cause)
  if (code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT') return full({ cause })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return writeDenied({ cause })
  return cause
}

export function deleteFault(cause: unknown, path: string): unknown {
  if (codeOf(cause) === 'ENOENT') return notFound(path, { cause })
  return new StoreError('Forbidden', `You cannot delete file ${path}`, { cause })
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
