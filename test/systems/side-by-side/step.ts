/** One request of a sequence. `@image0`, `@space1`, `@alice` … stand for names that are of one run only, so that runs do not
 * meet each other's images. */
export interface Step {
  readonly who: Who
  /** `GET /v2/images/@image0` */
  readonly line: string
  readonly headers?: Readonly<Record<string, string>>
  /** The body: JSON of this value … */
  readonly json?: unknown
  /** … or this text. */
  readonly text?: string
}

export type Who = keyof typeof roles

/** Looker may only read; service is what other services are. A stranger has no identity at all. */
const roles = {
  alice: 'member,reader',
  bob: 'member,reader',
  looker: 'reader',
  admin: 'admin,member,reader',
  service: 'service',
  stranger: '',
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** The request that a step means in the run of that number. */
export function requestOf({ who, line, headers, json, text }: Step, run: number): Request {
  const [method = '', path = ''] = line.split(' ')
  const body = json === undefined ? text : JSON.stringify(json)
  const length = body === undefined ? undefined : nameThings(body, run)
  return {
    method,
    path: nameThings(path, run),
    headers: {
      ...(who !== 'stranger' && identity(who, run)),
      ...(length !== undefined && { 'Content-Length': String(Buffer.byteLength(length)) }),
      ...headers,
    },
    body: length,
  }
}

function identity(who: Who, run: number): Record<string, string> {
  return {
    'X-Identity-Status': 'Confirmed',
    'X-User-Id': `user-${who}`,
    'X-Project-Id': nameThings(`@${who}`, run),
    'X-Roles': roles[who],
  }
}

const uuidOf = (number: string, run: number) =>
  `${run.toString(16).padStart(8, '0')}-0000-0000-0000-00000000000${number}`

function nameThings(text: string, run: number): string {
  return text
    .replaceAll(/@image(\d)/g, (_, number) => uuidOf(number, run))
    .replaceAll(/@(alice|bob|looker|admin|service|space\d|type\d)/g, `run${run}-$1`)
}

/** The same the other way round. */
export function unnameThings(text: string, run: number): string {
  return text.replaceAll(new RegExp(uuidOf('(\\d)', run), 'g'), '@image$1').replaceAll(`run${run}-`, '@')
}

export const images = ['@image0', '@image1', '@image2'] as const
export const spaces = ['@space0', '@space1'] as const
