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
    const end = segments && follow(root, segments, 0)
    return end && match(end, segments)
  }
}

interface Node {
  readonly literals: Map<string, Node>
  param?: Node
  end?: End
}

/** Where a path may end, and which of its segments are parameters. */
interface End {
  readonly route: Route
  readonly params: readonly { readonly name: string; readonly at: number }[]
}

function newNode(): Node {
  return { literals: new Map() }
}

function plant(root: Node, route: Route): void {
  const parts = route.path.split('/').slice(1)
  let node = root
  for (const part of parts) {
    if (part.startsWith(':')) {
      node.param ??= newNode()
      node = node.param
    } else {
      const next = node.literals.get(part) ?? newNode()
      node.literals.set(part, next)
      node = next
    }
  }
  const params = parts.flatMap((part, at) => (part.startsWith(':') ? [{ name: part.slice(1), at }] : []))
  node.end = { route, params }
}

function follow(node: Node, segments: readonly string[], depth: number): End | undefined {
  const segment = segments[depth]
  if (segment === undefined) return node.end
  const literal = node.literals.get(segment)
  const found = literal && follow(literal, segments, depth + 1)
  if (found || !node.param || segment === '') return found
  return follow(node.param, segments, depth + 1)
}

function match({ route, params }: End, segments: readonly string[]): Match {
  const values: Record<string, string> = {}
  for (const { name, at } of params) values[name] = segments[at] ?? ''
  return { route, params: values }
}

/** The decoded parts of a path, repeated slashes taken as one; undefined for a path that no route can have:
 * an escaped slash would be one after decoding, and NUL stands in no name. */
function segmentsOf(path: string): readonly string[] | undefined {
  const plain = path.includes('//') ? path.replaceAll(/\/{2,}/g, '/') : path
  const segments = plain.split('/').slice(1)
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
