import type { Handler } from './exchange.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A path of the API and what answers there. The order of the methods is the order of `Allow`. */
export interface Route {
  readonly path: string
  readonly methods: ReadonlyMap<string, Handler<string>>
}

type ParamOf<Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? ParamOf<Head> | ParamOf<Tail>
  : Path extends `:${infer Name}`
    ? Name
    : never

/** `:name` in the path is a parameter, and the handlers get it by that name. */
export function route<Path extends string>(
  path: Path,
  methods: Partial<Record<Method, Handler<ParamOf<Path>>>>,
): Route {
  return { path, methods: new Map(Object.entries(methods)) as ReadonlyMap<string, Handler<string>> }
}

export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** Finds the route of a path. Literal parts win over parameters. */
export type FindRoute = (path: string) => Match | undefined

export function routeFinder(routes: readonly Route[]): FindRoute {
  const root = newNode()
  for (const entry of routes) plant(root, entry)
  return path => {
    const segments = segmentsOf(path)
    return segments && follow(root, segments, 0)
  }
}

interface Node {
  readonly literals: Map<string, Node>
  param?: { readonly name: string; readonly node: Node }
  route?: Route
}

function newNode(): Node {
  return { literals: new Map() }
}

function plant(root: Node, entry: Route): void {
  let node = root
  for (const part of entry.path.split('/').slice(1)) {
    if (part.startsWith(':')) {
      node.param ??= { name: part.slice(1), node: newNode() }
      node = node.param.node
    } else {
      const next = node.literals.get(part) ?? newNode()
      node.literals.set(part, next)
      node = next
    }
  }
  node.route = entry
}

function follow(node: Node, segments: readonly string[], depth: number): Match | undefined {
  const segment = segments[depth]
  if (segment === undefined) return node.route && { route: node.route, params: {} }
  const literal = node.literals.get(segment)
  const found = literal && follow(literal, segments, depth + 1)
  if (found || !node.param || segment === '') return found
  const beyond = follow(node.param.node, segments, depth + 1)
  return beyond && { route: beyond.route, params: { ...beyond.params, [node.param.name]: segment } }
}

/** The decoded parts of a path, repeated slashes taken as one; undefined for a path that no route can have:
 * an escaped slash would be one after decoding, and NUL stands in no name. */
function segmentsOf(path: string): readonly string[] | undefined {
  const segments = path
    .replaceAll(/\/{2,}/g, '/')
    .split('/')
    .slice(1)
  if (!path.includes('%')) return segments
  const decoded = segments.map(decodeLeniently)
  return decoded.some(segment => /[/\0]/.test(segment)) ? undefined : decoded
}

/** What is no escape sequence of UTF-8 stays as it is. */
function decodeLeniently(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment.replaceAll(/(?:%[0-9a-f]{2})+/gi, run => {
      try {
        return decodeURIComponent(run)
      } catch {
        return run
      }
    })
  }
}
