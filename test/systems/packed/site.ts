/** A paste file of a stranger: filters of the pages, middlewares of npm, an app. */
export const site = `[pipeline:main]
pipeline = timing security compress throttle limit user members-only hello

[filter:timing]
paste.filter_factory = ./timing.ts:factory
label = answered

[filter:security]
paste.filter_factory = glasspaste/paste:expressMiddleware
middleware = helmet:default
frameguard.action = deny

[filter:compress]
paste.filter_factory = glasspaste/paste:expressMiddleware
middleware = compression:default
threshold = 1

[filter:throttle]
paste.filter_factory = glasspaste/paste:expressMiddleware
middleware = express-rate-limit:rateLimit
limit = 100000

[filter:limit]
paste.filter_factory = ./limit.ts:factory
max_length = 1k

[filter:user]
paste.filter_factory = ./user.ts:factory

[filter:members-only]
paste.filter_factory = ./members-only.ts:factory

[app:hello]
paste.app_factory = ./hello.ts:factory
`

export interface Slip {
  readonly right: string
  readonly wrong: string
  readonly error: {
    readonly code: string
    readonly line: number
    readonly section: string
    readonly key: string
    readonly hint: string
  }
}

/** Ways to break it, and what is said of each. */
export const slips: readonly Slip[] = [
  {
    right: '= timing security',
    wrong: '= timng security',
    error: { ...inPipeline('PASTE_NO_SECTION'), hint: 'did you mean "timing" (line 4)?' },
  },
  {
    right: 'user members-only hello',
    wrong: 'user hello members-only',
    error: {
      ...inPipeline('PASTE_NO_SECTION'),
      hint: '"members-only" (line 30) is a filter, and an app is needed here',
    },
  },
  {
    right: 'user members-only hello',
    wrong: 'members-only hello',
    error: { ...inPipeline('PASTE_ORDER'), hint: 'put "user" (line 27) before "members-only"' },
  },
  {
    right: './timing.ts',
    wrong: './timming.ts',
    error: {
      code: 'PASTE_NO_MODULE',
      line: 5,
      section: 'filter:timing',
      key: 'paste.filter_factory',
      hint: 'did you mean "timing.ts"?',
    },
  },
  {
    right: './limit.ts:factory',
    wrong: './limit.ts:factry',
    error: {
      code: 'PASTE_NO_EXPORT',
      line: 24,
      section: 'filter:limit',
      key: 'paste.filter_factory',
      hint: 'did you mean "factory"?',
    },
  },
  {
    right: 'answered',
    wrong: '100% answered',
    error: { ...ofLabel('PASTE_BAD_PERCENT'), hint: 'write label = 100%% answered' },
  },
  {
    right: 'answered',
    wrong: '%(nmae)s',
    error: { ...ofLabel('PASTE_NO_KEY'), hint: 'a plain percent sign is written %%' },
  },
  {
    right: 'label = answered',
    wrong: 'label = a\nlabel = b',
    error: { ...ofLabel('PASTE_DUPLICATE_KEY'), line: 7, hint: 'keep one of the two' },
  },
  {
    right: 'max_length = 1k',
    wrong: 'max_lenght = 1k',
    error: {
      code: 'PASTE_UNKNOWN_OPTION',
      line: 25,
      section: 'filter:limit',
      key: 'max_lenght',
      hint: 'did you mean "max_length"?',
    },
  },
  {
    right: 'max_length = 1k',
    wrong: 'max_length = many',
    error: {
      code: 'PASTE_BAD_OPTION',
      line: 25,
      section: 'filter:limit',
      key: 'max_length',
      hint: 'max_length is bytes',
    },
  },
  {
    right: 'helmet:default',
    wrong: 'helmett:default',
    error: {
      code: 'PASTE_NO_MODULE',
      line: 10,
      section: 'filter:security',
      key: 'middleware',
      hint: 'npm install helmett, or write ./ before a file beside this one',
    },
  },
  {
    right: 'paste.app_factory = ./hello.ts:factory',
    wrong: 'use = egg:not-there#hello',
    error: {
      code: 'PASTE_NO_PACKAGE',
      line: 34,
      section: 'app:hello',
      key: 'use',
      hint: 'npm install not-there',
    },
  },
]

function inPipeline(code: string) {
  return { code, line: 2, section: 'pipeline:main', key: 'pipeline' }
}

function ofLabel(code: string) {
  return { code, line: 6, section: 'filter:timing', key: 'label' }
}
