import { Fault } from '../../errors.ts'

type Direction = 'asc' | 'desc'

export interface SortBy<Key extends string> {
  readonly key: Key | 'created_at' | 'id'
  readonly direction: Direction
}

/** Reads `sort=key:dir,…` or `sort_key` with `sort_dir`. Ends in `created_at` and `id`, so that the order is total. */
export function readSort<Key extends string>(
  query: URLSearchParams,
  keys: readonly Key[],
): readonly SortBy<Key>[] {
  const { by, directions } = query.has('sort') ? readPairs(query, keys) : readSeparately(query, keys)
  const tie = directions.length > 1 ? 'desc' : (directions[0] ?? 'desc')
  return unique([...by, { key: 'created_at', direction: tie }, { key: 'id', direction: tie }])
}

interface Wanted<Key extends string> {
  readonly by: readonly SortBy<Key>[]
  /** As the client gave them. */
  readonly directions: readonly Direction[]
}

function readPairs<Key extends string>(query: URLSearchParams, keys: readonly Key[]): Wanted<Key> {
  if (query.has('sort_key') || query.has('sort_dir')) {
    throw new Fault('Invalid', 'Old and new sorting syntax cannot be combined')
  }
  const by = (query.get('sort') ?? '')
    .trim()
    .split(',')
    .map(pair => {
      const colon = pair.indexOf(':')
      const key = colon < 0 ? pair : pair.slice(0, colon)
      const direction = colon < 0 ? '' : pair.slice(colon + 1)
      return { key: readKey(key.trim(), keys), direction: readDirection(direction.trim() || 'desc') }
    })
  return { by, directions: by.map(({ direction }) => direction) }
}

function readSeparately<Key extends string>(query: URLSearchParams, keys: readonly Key[]): Wanted<Key> {
  const sortKeys = query.getAll('sort_key').map(key => readKey(key.trim(), keys))
  const directions = query.getAll('sort_dir').map(direction => readDirection(direction.trim()))
  if (directions.length > 1 && directions.length !== sortKeys.length) {
    throw new Fault('Invalid', 'Number of sort dirs does not match the number of sort keys')
  }
  const [forAll = 'desc'] = directions
  const names = sortKeys.length > 0 ? sortKeys : (['created_at'] as const)
  return { by: names.map((key, index) => ({ key, direction: directions[index] ?? forAll })), directions }
}

function readKey<Key extends string>(key: string, keys: readonly Key[]): Key {
  const found = keys.find(candidate => candidate === key)
  if (found) return found
  const available = `It must be one of the following: ${keys.join(', ')}.`
  throw new Fault('Invalid', `Invalid sort key: ${key}. ${available}`)
}

function readDirection(direction: string): Direction {
  if (direction === 'asc' || direction === 'desc') return direction
  throw new Fault('Invalid', `Invalid sort direction: ${direction}`)
}

function unique<Key extends string>(sort: readonly SortBy<Key>[]): readonly SortBy<Key>[] {
  return sort.filter(({ key }, index) => sort.findIndex(other => other.key === key) === index)
}
