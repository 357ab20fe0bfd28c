// Not by import: see paste/run/create-server.ts.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** Every fault that the service answers for: its HTTP status, and the sentence that precedes the specifics.
 * With `explanation: null` the fault's own message is the explanation; otherwise the message is a detail under that sentence. */
export const faults = {
  Invalid: { status: 400, explanation: null },
  Unauthorized: { status: 401, explanation: null },
  Forbidden: { status: 403, explanation: null },
  Denied: { status: 403, explanation: 'Access was denied to this resource.' },
  NotFound: { status: 404, explanation: null },
  NoRoute: { status: 404, explanation: 'The resource could not be found.' },
  MethodNotAllowed: { status: 405, explanation: null },
  Conflict: { status: 409, explanation: null },
  Clash: { status: 409, explanation: 'There was a conflict when trying to complete your request.' },
  Gone: { status: 410, explanation: null },
  TooLarge: { status: 413, explanation: null },
  UnsupportedMediaType: { status: 415, explanation: null },
  RangeNotSatisfiable: { status: 416, explanation: 'The Range requested is not available.' },
  HeaderTooLarge: { status: 431, explanation: null },
  Unexpected: {
    status: 500,
    explanation: 'The server has either erred or is incapable of performing the requested operation.',
  },
  NotImplemented: { status: 501, explanation: null },
  BadGateway: { status: 502, explanation: null },
  Unavailable: { status: 503, explanation: null },
  GatewayTimeout: { status: 504, explanation: null },
} as const

export type FaultKind = keyof typeof faults

/** Something the caller is told. Thrown where it is detected, turned into an HTTP answer once, at the border. */
export class Fault extends Error {
  readonly kind: FaultKind
  readonly headers: Readonly<Record<string, string>>

  constructor(
    kind: FaultKind,
    message: string,
    options: ErrorOptions & { headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options)
    this.name = kind
    this.kind = kind
    this.headers = options.headers ?? {}
  }

  get status(): number {
    return faults[this.kind].status
  }

  get title(): string {
    return STATUS_CODES[this.status] ?? 'Error'
  }
}

/** What the policy does not allow. */
export function notAuthorized(rule: string): Fault {
  return new Fault('Forbidden', `You are not authorized to complete ${rule} action.`)
}
