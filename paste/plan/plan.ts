import type { LoadOptions } from '../load-options.ts'
import { describeContext, describeTree, type Plan } from './describe-tree.ts'
import { growForest } from './forest.ts'
import { planRoot, startRoot } from './root.ts'

/** What `loadApp` would build. Reads files and imports nothing, so of a composite that is not one of ours it only sees
 * the apps whose names are among its values. */
export async function plan(uri: string, options: LoadOptions = {}): Promise<Plan> {
  const root = startRoot('app', uri, options)
  const { context } = await planRoot(root)
  return describeContext(context, root)
}

/** The same for a file as a whole, where no name is given: everything that is no part of something else. */
export async function planAll(uri: string, options: LoadOptions = {}): Promise<Plan[]> {
  const root = startRoot('app', uri, options)
  const { trees } = await growForest(root, { allFlavors: true })
  return trees.map(tree => describeTree(tree, root.resolver))
}
