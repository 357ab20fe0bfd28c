import type { Kind } from '../ini/find-section.ts'
import { spotOfSetting } from '../ini/settings.ts'
import {
  type CompositePart,
  compositePart,
  guessPart,
  isFlavors,
  isStock,
  pickFlavor,
} from './composite-parts.ts'
import type { Context, FactoryContext } from './context.ts'
import type { Planner } from './planner.ts'

/** A context with all that will be built for it, the parts of composites included. */
export interface Tree {
  readonly context: Context
  readonly branches: readonly Branch[]
}

/** Filters, outermost first, around what is inwards of them. */
export interface Branch {
  /** The key of the composite, such as `/v2`. */
  readonly label?: string
  readonly filters: readonly Tree[]
  readonly inner: Tree
}

export interface Growing {
  readonly planner: Planner
  readonly flavor?: string
  /** Takes every flavor, not the one that is wanted. */
  readonly allFlavors?: boolean
  /** Takes the values of a composite that is not ours for names of apps, where they are. */
  readonly guesses?: boolean
}

/** Grows the tree as far as it can be told without importing anything. */
export async function growTree(context: Context, growing: Growing): Promise<Tree> {
  switch (context.type) {
    case 'pipeline':
      return { context, branches: [await growBranch(context.filters, context.app, growing)] }
    case 'filter-with':
    case 'filter-app':
      return { context, branches: [await growBranch([context.filter], context.inner, growing)] }
    case 'factory':
      return { context, branches: await growComposite(context, growing) }
    case 'broken':
      return { context, branches: [] }
  }
}

async function growBranch(filters: readonly Context[], inner: Context, growing: Growing): Promise<Branch> {
  const trees: Tree[] = []
  for (const filter of filters) trees.push(await growTree(filter, growing))
  return { filters: trees, inner: await growTree(inner, growing) }
}

async function growComposite(context: FactoryContext, growing: Growing): Promise<Branch[]> {
  if (context.factory.protocol !== 'composite_factory') return []
  const branches: Branch[] = []
  for (const part of choose(context, growing)) {
    const plan = (kind: Kind, name: string) => planPart(growing.planner, { context, part, kind, name })
    const filters: Context[] = []
    for (const name of part.filters) filters.push(await plan('filter', name))
    const branch = await growBranch(filters, await plan('app', part.app), growing)
    branches.push({ label: part.setting.key, ...branch })
  }
  return branches
}

function choose(context: FactoryContext, { planner, flavor, allFlavors, guesses }: Growing): CompositePart[] {
  const settings = [...context.locals.values()]
  const chosen =
    isFlavors(context) && !allFlavors ? [planner.attempt(() => pickFlavor(context, flavor))] : settings
  const read = isStock(context) || !guesses ? compositePart : guessPart
  return chosen.flatMap(setting => (setting && planner.attempt(() => read(context, setting))) ?? [])
}

interface Wanted {
  readonly context: FactoryContext
  readonly part: CompositePart
  readonly kind: Kind
  readonly name: string
}

function planPart(planner: Planner, { context, part, kind, name }: Wanted): Promise<Context> {
  const { config, globals, path } = context
  const at = spotOfSetting(part.setting, name)
  return planner.orBroken({ kind, name, at, asked: at, path }, () =>
    planner.plan(kind, name, { config, globals, path, at }),
  )
}

/** Every context of the tree, the outermost first. */
export function* contextsOf({ context, branches }: Tree): Generator<Context> {
  yield context
  for (const { filters, inner } of branches) {
    for (const tree of [...filters, inner]) yield* contextsOf(tree)
  }
}
