import type { IncomingMessage } from 'node:http'
import { Fault } from '../../errors.ts'
import { keepExact } from '../../exact-numbers.ts'
import type { PatchOperation } from '../../images/index.ts'
import { parsePointer } from './json-pointer.ts'

/** How the two media types write an operation. */
interface Dialect {
  readonly strict: boolean
  operationOf(change: Change): Op
  pointerOf(change: Change, op: Op): unknown
}

type Op = PatchOperation['op']
type Change = Readonly<Record<string, unknown>>

const ops: readonly string[] = ['add', 'remove', 'replace'] satisfies Op[]
const oneOf = `It must be one of the following: ${ops.join(', ')}.`

/** `{"op": "add", "path": "/name", "value": 1}` */
const opMember: Dialect = {
  strict: false,
  operationOf({ op }) {
    if (op === undefined || op === null) {
      throw new Fault('Invalid', `Unable to find \`op\` in JSON Schema change. ${oneOf}`)
    }
    if (!ops.includes(op as string)) throw new Fault('Invalid', `Invalid operation: \`${op}\`. ${oneOf}`)
    return op as Op
  },
  pointerOf({ path }) {
    if (path === undefined) throw new Fault('Invalid', "Unable to find 'path' in JSON Schema change")
    return path
  },
}

/** `{"add": "/name", "value": 1}` */
const opAsKey: Dialect = {
  strict: true,
  operationOf(change) {
    const members = 'member named "add", "remove", or "replace".'
    const [op, ...more] = ops.filter(name => Object.hasOwn(change, name))
    if (more.length > 0) throw new Fault('Invalid', `Operation objects must contain only one ${members}`)
    if (!op) throw new Fault('Invalid', `Operation objects must contain exactly one ${members}`)
    return op as Op
  },
  pointerOf: (change, op) => change[op],
}

const dialects: Readonly<Record<string, Dialect>> = {
  'application/openstack-images-v2.0-json-patch': opAsKey,
  'application/openstack-images-v2.1-json-patch': opMember,
}

/** Refuses media types that are no patch of an image. */
export function patchDialect({ headers }: IncomingMessage): Dialect {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const dialect = Object.hasOwn(dialects, type) ? dialects[type] : undefined
  if (dialect) return dialect
  const accepted = Object.keys(dialects).join(', ')
  throw new Fault('UnsupportedMediaType', `Image PATCH expects Content-Type one of: ${accepted}`, {
    headers: { 'Accept-Patch': accepted },
  })
}

/** Reads a patch. Whether its values fit an image is for `check` to say, of one operation after the other. */
export function parsePatch(
  body: object,
  dialect: Dialect,
  check: (operation: PatchOperation) => void,
): readonly PatchOperation[] {
  if (!Array.isArray(body)) {
    throw new Fault('Invalid', 'Request body must be a JSON array of operation objects.')
  }
  return body.map(change => {
    const operation = parseChange(change, dialect)
    check(operation)
    return operation
  })
}

function parseChange(change: unknown, dialect: Dialect): PatchOperation {
  if (!isChange(change)) throw new Fault('Invalid', 'Operations must be JSON objects.')
  const { strict } = dialect
  const op = dialect.operationOf(change)
  const path = parsePointer(dialect.pointerOf(change, op))
  refuseDepth(op, path)
  if (op === 'remove') return { op, path, strict }
  if (!Object.hasOwn(change, 'value')) {
    throw new Fault('Invalid', `Operation "${op}" requires a member named "value".`)
  }
  return keepExact({ op, path, value: change.value, strict }, change)
}

function isChange(value: unknown): value is Change {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Everything is one level deep, but single locations. */
function refuseDepth(op: Op, path: readonly string[]): void {
  const depth = path[0] === 'locations' && op !== 'replace' ? 2 : 1
  if (path.length === depth) return
  throw new Fault('Invalid', `Invalid JSON pointer for this resource: '/${path.join('/')}'`)
}
