import { Fault, type FaultKind } from '../errors.ts'
import { StoreError, type StoreFault } from '../stores/errors.ts'

type Told = readonly [kind: FaultKind, text: (message: string) => string]
type Telling = Partial<Record<StoreFault, Told>>

const asIs = (message: string) => message

/** What clients are told of a store that fails: reference services.md 2.1, http-api.md 7. */
const always: Telling = {
  BadLocation: ['Invalid', asIs],
  BadRange: ['RangeNotSatisfiable', asIs],
  Unsupported: ['Invalid', asIs],
  Unavailable: ['Unavailable', asIs],
}

const onUpload: Telling = {
  Full: ['TooLarge', message => `Image storage media is full: ${message}`],
  Denied: ['Unavailable', message => `Insufficient permissions on image storage media: ${message}`],
  AddDisabled: ['Gone', () => 'Error in store configuration. Adding images to store is disabled.'],
  Unsupported: ['Gone', () => 'Error in store configuration. Adding images to store is disabled.'],
  Duplicate: ['Conflict', asIs],
  SizeMismatch: ['Invalid', asIs],
}

const onDelete: Telling = {
  Forbidden: ['Forbidden', asIs],
}

export function uploadFault(error: unknown): unknown {
  return translate(error, { ...always, ...onUpload })
}

export function downloadFault(error: unknown): unknown {
  return translate(error, always)
}

export function deletionFault(error: unknown, id: string): unknown {
  const busy: Told = [
    'Conflict',
    message => `Image ${id} could not be deleted because it is in use: ${message}`,
  ]
  return translate(error, { ...always, ...onDelete, Busy: busy })
}

/** Anything that clients are not told of comes back as it was. */
function translate(error: unknown, telling: Telling): unknown {
  const told = error instanceof StoreError ? telling[error.fault] : undefined
  if (!told || !(error instanceof StoreError)) return error
  const [kind, text] = told
  return new Fault(kind, text(error.message), { cause: error })
}
