import { Fault, type FaultKind } from '../errors.ts'
import { StoreError, type StoreFault } from '../stores/errors.ts'

type Told = readonly [kind: FaultKind, text: (message: string) => string]
type Telling = Partial<Record<StoreFault, Told>>

const asIs = (message: string) => message

/** What clients are told of a store that fails, whatever it was doing. */
const always: Telling = {
  BadLocation: ['Invalid', asIs],
  BadRange: ['RangeNotSatisfiable', asIs],
  Unsupported: ['Invalid', asIs],
  Unavailable: ['Unavailable', asIs],
}

const onUpload: Telling = {
  ...always,
  Full: ['TooLarge', message => `Image storage media is full: ${message}`],
  Denied: ['Unavailable', message => `Insufficient permissions on image storage media: ${message}`],
  AddDisabled: ['Gone', () => 'Error in store configuration. Adding images to store is disabled.'],
  Unsupported: ['Gone', () => 'Error in store configuration. Adding images to store is disabled.'],
  Duplicate: ['Conflict', asIs],
  SizeMismatch: ['Invalid', asIs],
}

const onDelete: Telling = {
  ...always,
  Forbidden: ['Forbidden', asIs],
}

export function uploadFault(error: unknown): unknown {
  return translate(error, onUpload)
}

export function downloadFault(error: unknown): unknown {
  return translate(error, always)
}

export function deletionFault(error: unknown, id: string): unknown {
  return translate(error, {
    ...onDelete,
    Busy: busy(`Image ${id} could not be deleted because it is in use`),
  })
}

export function storeDeletionFault(error: unknown, id: string): unknown {
  const text = `The data for Image ${id} could not be deleted because it is in use`
  return translate(error, { ...onDelete, Busy: busy(text) })
}

/** Of single locations: clients are told in the store's own words. */
export function locationDeletionFault(error: unknown): unknown {
  return error instanceof StoreError ? new Fault('Unexpected', error.message, { cause: error }) : error
}

function busy(text: string): Told {
  return ['Conflict', message => `${text}: ${message}`]
}

/** Anything that clients are not told of comes back as it was. */
function translate(error: unknown, telling: Telling): unknown {
  const told = error instanceof StoreError ? telling[error.fault] : undefined
  if (!told || !(error instanceof StoreError)) return error
  const [kind, text] = told
  return new Fault(kind, text(error.message), { cause: error })
}
