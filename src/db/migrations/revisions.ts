/** Upstream's revisions: one line until Mitaka, from Ocata on a line that expands the schema and one that contracts it. */
export const earlyRevisions: readonly string[] = ['liberty', 'mitaka01', 'mitaka02']

const releases = [
  ['ocata', '01'],
  ['pike', '01'],
  ['queens', '01'],
  ['rocky', '01'],
  ['rocky', '02'],
  ['train', '01'],
  ['ussuri', '01'],
  ['wallaby', '01'],
  ['xena', '01'],
  ['yoga', '01'],
  ['zed', '01'],
  ['2023_1', '01'],
  ['2024_1', '01'],
] as const

export const expandRevisions = releases.map(([release, number]) => `${release}_expand${number}`)
export const contractRevisions = releases.map(([release, number]) => `${release}_contract${number}`)
export const expandHead = expandRevisions.at(-1) as string
export const contractHead = contractRevisions.at(-1) as string

/** How many revisions of each line are behind the database. */
export interface Progress {
  readonly early: number
  readonly expanded: number
  readonly contracted: number
}

export class UnknownRevision extends Error {
  override readonly name = 'UnknownRevision'

  constructor(revision: string) {
    super(`Can't locate revision identified by '${revision}'`)
  }
}

/** What having reached these revisions means. A revision includes all before it, a contraction its expansion. */
export function progressOf(heads: readonly string[]): Progress {
  return heads.map(reach).reduce(furthest, { early: 0, expanded: 0, contracted: 0 })
}

/** The rows of `alembic_version`: an expansion is not named where the contraction implies it. */
export function headsOf({ early: done, expanded, contracted }: Progress): readonly string[] {
  if (expanded === 0) return earlyRevisions.slice(done - 1, done)
  const expansion = contracted === expanded ? [] : expandRevisions.slice(expanded - 1, expanded)
  return contracted === 0 ? expansion : [contractRevisions[contracted - 1] as string, ...expansion]
}

export function furthest(one: Progress, other: Progress): Progress {
  return {
    early: Math.max(one.early, other.early),
    expanded: Math.max(one.expanded, other.expanded),
    contracted: Math.max(one.contracted, other.contracted),
  }
}

function reach(revision: string): Progress {
  const name = renamed.get(revision) ?? revision
  const contracted = contractRevisions.indexOf(name) + 1
  const expanded = Math.max(expandRevisions.indexOf(name) + 1, contracted)
  const known = expanded > 0 ? earlyRevisions.length : earlyRevisions.indexOf(name) + 1
  if (known === 0) throw new UnknownRevision(revision)
  return { early: known, expanded, contracted }
}

// Of the time before the lines parted.
const renamed = new Map([
  ['ocata01', 'ocata_contract01'],
  ['pike01', 'pike_contract01'],
])
