/** One request of a transcript, as its author writes it. */
export interface Ask {
  /** Whose identity headers it carries; nobody's where absent. */
  readonly as?: Who
  /** `POST /v2/images` */
  readonly ask: string
  readonly headers?: Readonly<Record<string, string>>
  /** The body: JSON of this value … */
  readonly json?: unknown
  /** … or this text. */
  readonly text?: string
  /** Where we answer otherwise than the release that was recorded: in what, and why. */
  readonly ours?: Partial<Answer> & { readonly because: string }
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Parsed where it is JSON. */
  readonly body: unknown
}

export type Who = 'alice' | 'bob' | 'looker' | 'admin'

const roles: Readonly<Record<Who, string>> = {
  alice: 'member,reader',
  bob: 'member,reader',
  looker: 'reader',
  admin: 'admin,member,reader',
}

/** Every topic has projects of its own, so that topics do not see each other's images. */
export function headersOf(ask: Ask, topic: string): Record<string, string> {
  const identity = ask.as && {
    'X-Identity-Status': 'Confirmed',
    'X-User-Id': `user-${ask.as}`,
    'X-Project-Id': `${topic}-${ask.as}`,
    'X-Roles': roles[ask.as],
  }
  return { ...identity, ...ask.headers }
}

export function bodyOf(ask: Ask): string | undefined {
  return ask.json === undefined ? ask.text : JSON.stringify(ask.json)
}
