/** Whether doing the same again may end otherwise. */
const faults = {
  NotFound: 'permanent',
  Duplicate: 'permanent',
  Full: 'permanent',
  /** The backend does not let us write. */
  Denied: 'permanent',
  /** The backend does not let us delete. */
  Forbidden: 'permanent',
  /** Something outside uses the image. */
  Busy: 'permanent',
  BadLocation: 'permanent',
  BadRange: 'permanent',
  BadSettings: 'permanent',
  /** The driver lacks the ability. */
  Unsupported: 'permanent',
  /** The store could write, but its settings do not allow it. */
  AddDisabled: 'permanent',
  SizeMismatch: 'permanent',
  Unavailable: 'transient',
} as const

/** What went wrong, in one word. */
export type StoreFault = keyof typeof faults

/** What goes wrong in a store, in glance_store's words. */
export class StoreError extends Error {
  readonly fault: StoreFault
  /** Id of the configured store. `Store` fills it in; a driver does not know it. */
  readonly store: string | undefined

  constructor(fault: StoreFault, message: string, options: ErrorOptions & { readonly store?: string } = {}) {
    super(message, options)
    this.name = 'StoreError'
    this.fault = fault
    this.store = options.store
  }

  /** Whether doing the same again may succeed. */
  get transient(): boolean {
    return faults[this.fault] === 'transient'
  }
}

/** The same fault, with the store's id on it; anything else becomes `Unavailable`, with the original as its cause. */
export function nameStore(error: unknown, store: string): StoreError {
  if (!(error instanceof StoreError)) return unavailable({ cause: error, store })
  if (error.store !== undefined) return error
  const named = new StoreError(error.fault, error.message, { cause: error.cause, store })
  named.stack = error.stack
  return named
}

type Context = ErrorOptions & { readonly store?: string }

/** `image` is what the driver calls it: a path, a URI, an object's name. */
export function notFound(image: string, context?: Context): StoreError {
  return new StoreError('NotFound', `Image ${image} not found`, context)
}

export function duplicate(image: string, context?: Context): StoreError {
  return new StoreError('Duplicate', `Image ${image} already exists`, context)
}

export function full(context?: Context): StoreError {
  return new StoreError('Full', 'There is not enough disk space on the image storage media.', context)
}

export function writeDenied(context?: Context): StoreError {
  return new StoreError('Denied', 'Permission to write image storage media denied.', context)
}

export function addDisabled(context?: Context): StoreError {
  const message = 'Configuration for store failed. Adding images to this store is disabled.'
  return new StoreError('AddDisabled', message, context)
}

export function deleteUnsupported(context?: Context): StoreError {
  return new StoreError('Unsupported', 'Deleting images from this store is not supported.', context)
}

/** `uri` is shown: take credentials out of it. */
export function badLocation(uri: string, context?: Context): StoreError {
  return new StoreError('BadLocation', `The Store URI was malformed: ${uri}`, context)
}

export function unknownScheme(scheme: string, context?: Context): StoreError {
  return new StoreError('BadLocation', `Unknown scheme '${scheme}' found in URI`, context)
}

/** `type` is the store's type as operators know it. */
export function badSettings(type: string, reason: string, context?: Context): StoreError {
  const message = `Store ${type} could not be configured correctly. ${reasonMark}${reason}`
  return new StoreError('BadSettings', message, context)
}

const reasonMark = 'Reason: '

/** The reason alone, of what `badSettings` has made. */
export function reasonOf({ message }: StoreError): string {
  return message.slice(message.indexOf(reasonMark) + reasonMark.length)
}

export function unavailable(context?: Context): StoreError {
  const message = 'Remote server where the image is present is unavailable.'
  return new StoreError('Unavailable', message, context)
}

/** The range reaches beyond the image. */
export function badRange(start: number, end: number | undefined, size: number): StoreError {
  return new StoreError('BadRange', `The range ${start}-${end ?? ''} is outside of the ${size} bytes.`)
}

/** The configuration of the stores does not allow the service to start. */
export class StoresConfigError extends Error {
  override readonly name = 'StoresConfigError'
}
