import { type Kind, namesOf } from '../ini/find-section.ts'
import { type OpenRoot, openRoot, type Root } from './root.ts'
import { contextsOf, growTree, type Tree } from './tree.ts'

export interface Forest {
  readonly trees: readonly Tree[]
  readonly open: OpenRoot
}

/** The tree of the name or flavor that is asked for; where none is, those of everything in the file that is no part
 * of something else in it. */
export async function growForest(
  root: Root,
  { allFlavors = false }: { allFlavors?: boolean } = {},
): Promise<Forest> {
  const { planner, flavor } = root
  const open = await openRoot(root)
  const { config, asked } = open
  const plan = (kind: Kind, name: string) =>
    planner.orBroken({ kind, name, at: {}, asked: {}, path: [] }, () => planner.plan(kind, name, asked))
  if (!config || open.isNamed) {
    const tree = await growTree(await plan(root.kind, open.name), { planner, flavor, guesses: true })
    return { trees: [tree], open }
  }
  const trees: Tree[] = []
  for (const kind of ['app', 'filter', 'server'] as const) {
    for (const name of new Set(namesOf(config.ini, kind))) {
      trees.push(await growTree(await plan(kind, name), { planner, allFlavors, guesses: true }))
    }
  }
  return { trees: dropParts(trees), open }
}

/** A circle stays, since nothing but its own parts use it. */
function dropParts(trees: readonly Tree[]): Tree[] {
  const parts = new Map<string, Tree>()
  for (const tree of trees) for (const id of partsOf(tree)) if (id !== idOf(tree.context)) parts.set(id, tree)
  return trees.filter(tree => !parts.has(idOf(tree.context)))
}

const partsOf = (tree: Tree) => [...contextsOf(tree)].slice(1).map(idOf)

const idOf = ({ kind, name, section, at }: Tree['context']) =>
  JSON.stringify([kind, section ?? name, at.file])
