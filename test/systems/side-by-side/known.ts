import type { Answer } from './answers.ts'
import type { Step } from './step.ts'

/** Where we answer otherwise than Glance 25 on purpose. */
export interface KnownDifference {
  readonly because: string
  applies(step: Step, theirs: Answer, ours: Answer): boolean
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    because: 'what a request can bring about is no fault of the service',
    applies: (_, theirs, ours) => theirs.status >= 500 && ours.status < 500,
  },
  {
    because:
      'later releases have the locations API, further parts of the cache API, and a preferred store for downloads',
    applies: ({ line, headers = {} }) =>
      /\/locations$|\/v2\/cache\/(clean|prune|nodes)|[?&]prefer=/.test(line) ||
      'X-Openstack-Image-Size' in headers,
  },
  {
    because: 'later releases tell of later versions',
    applies: (_, theirs, ours) =>
      [theirs, ours].every(({ body }) => typeof body === 'object' && 'versions' in (body ?? {})),
  },
  {
    because: 'later releases know a further type of task',
    applies: ({ line }) => /^GET \/v2\/schemas\/tasks?$/.test(line),
  },
  {
    because: 'later releases say which media type would be right',
    applies: (_, theirs, ours) => theirs.status === 415 && ours.status === 415,
  },
  {
    because: 'Node reads no requests with methods that nobody has registered',
    applies: ({ line }) => line.startsWith('FOO '),
  },
  {
    because: 'imports are not there yet',
    applies: ({ line }, _, ours) =>
      line.endsWith('/import') || (line === 'POST /v2/tasks' && ours.status === 501),
  },
  {
    because: 'that there is an image shows in no answer to who may not see it',
    applies: (_, theirs, ours) => theirs.status === 404 && ours.status === 404 && isBare(theirs),
  },
  {
    because: 'an image that one may not see is no marker',
    applies: ({ line }, theirs, ours) =>
      line.includes('marker=') && theirs.status === 403 && ours.status === 400,
  },
  {
    because: 'what makes no sense is refused before it matters who asks',
    applies: (_, theirs, ours) =>
      theirs.status === 403 &&
      told(theirs).includes('You are not authorized') &&
      (ours.status === 400 || /is (read-only|reserved)\./.test(told(ours))),
  },
  {
    because: 'who may not give an image to another is told so, not that it is the other’s now',
    applies: (_, theirs, ours) =>
      /not authorized to complete modify_image|You do not own this image/.test(told(theirs)) &&
      told(ours).includes("Owner can't be updated by non admin."),
  },
  {
    because: 'a member that is no text is refused as such',
    applies: ({ line, json }, _, ours) =>
      line.endsWith('/members') && ours.status === 400 && typeof memberOf(json, 'member') !== 'string',
  },
  {
    because: 'the bounds of a number may have fractions, and the default of a list is a list',
    applies: ({ line, json }) =>
      line.includes('/properties') &&
      (memberOf(json, 'minimum') === 1.5 || typeof memberOf(json, 'default') === 'object'),
  },
  {
    because: 'later releases look whether data are what the image says they are',
    applies: ({ line }, theirs, ours) =>
      line.endsWith('/file') && theirs.status === 204 && ours.status === 415,
  },
  {
    because: 'a filter `deleted` means a property, as any other that is no attribute',
    applies: ({ line }) => line.startsWith('GET /v2/images?') && line.includes('deleted='),
  },
  {
    because: 'later releases let other services know the stores in detail, and tell of weights',
    applies: ({ line }) => line.endsWith('/v2/info/stores/detail'),
  },
  {
    because: 'only numbers have ranges',
    applies: ({ line }) => /(created_at|name)_(min|max)=/.test(line),
  },
  {
    because: 'later releases know the property',
    applies: ({ json }, _, ours) =>
      told(ours).includes("'stores'") && JSON.stringify(json).includes('/stores'),
  },
  {
    because: 'a name that is too long is so within a namespace, too',
    applies: ({ line, json }, _, ours) =>
      /^(POST|PUT) \/v2\/metadefs/.test(line) && ours.status === 400 && /x{81}/.test(JSON.stringify(json)),
  },
  {
    because: 'a known path is known whatever the method, and whatever the body',
    applies: ({ line, text }, _, ours) =>
      ours.status === 405 && (line.includes('/v2/info/') || text !== undefined),
  },
  {
    because: 'an empty marker is none, and an empty sort key no key',
    applies: ({ line }) => /(metadefs|tasks).*(marker|sort_key)=(&|$)/.test(line),
  },
  {
    because: 'what is no list of tags is refused before it matters whether there is the namespace',
    applies: ({ line }, theirs, ours) =>
      line.endsWith('/tags') &&
      /Namespace \S+ not found/.test(told(theirs)) &&
      told(ours).includes("does not match schema 'tags'"),
  },
  {
    because: 'a name in a URL is UTF-8, in messages, too, and refused where it is too wide',
    applies: ({ line }, theirs, ours) =>
      line.includes('%F0%9F%98%80') &&
      (theirs.status === 404 ? told(ours).includes('😀') : told(ours).includes("can't contain 4 byte")),
  },
  {
    because: 'a whole number has no point, though SQLite lets it pass',
    applies: ({ line }) => line.includes('min_ram=1.0'),
  },
  {
    because: 'what nobody reads may be anything',
    applies: ({ line, text }, theirs) =>
      line.startsWith('GET ') && text !== undefined && told(theirs).includes('Malformed JSON'),
  },
  {
    because: 'text that MySQL could not keep is refused in all names',
    applies: ({ line, json }, _, ours) =>
      line.startsWith('POST /v2/metadefs') && ours.status === 400 && isWide(JSON.stringify(json)),
  },
  {
    because: 'the service says when things were made, not the client',
    applies: ({ line, json }) =>
      line.includes('/v2/metadefs') && /"(created|updated)_at":/.test(JSON.stringify(json)),
  },
  {
    because: 'an empty owner is none, at once',
    applies: ({ json }) => /"owner":""|"\/owner","value":""/.test(JSON.stringify(json) ?? ''),
  },
  {
    because: 'an empty filter is none',
    applies: ({ line }) => /[?&]visibility=(&|$)/.test(line),
  },
  {
    because: 'of nothing there is no part',
    applies: ({ line }, theirs, ours) =>
      line.endsWith('/file') && theirs.status === 206 && theirs.body === '' && ours.status === 200,
  },
  {
    because: 'of several faults, we may tell another first',
    applies: ({ line }, theirs, ours) =>
      line.startsWith('GET ') && line.includes('&') && theirs.status === 400 && ours.status === 400,
  },
]

/** Whether Glance 25 has refused a request and done a part of it all the same: from here on the two hold different things. */
export function parts({ line, json }: Step, theirs: Answer): boolean {
  if (theirs.status < 400) return false
  const tags = JSON.stringify(memberOf(json, 'tags')) ?? ''
  return line === 'POST /v2/metadefs/namespaces' || (line === 'POST /v2/images' && isWide(tags))
}

/** Whether there are letters beyond the basic plane of Unicode. */
function isWide(text = ''): boolean {
  return /[\u{10000}-\u{10ffff}]/u.test(text)
}

const told = ({ body }: Answer) => (typeof body === 'string' ? body : JSON.stringify(body))
const isBare = (answer: Answer) => told(answer).includes('The resource could not be found.')

function memberOf(json: unknown, name: string): unknown {
  return (json as Readonly<Record<string, unknown>> | null | undefined)?.[name]
}
