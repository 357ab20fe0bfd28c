import { type Diagnostic, formatDiagnostic, PasteError } from '../errors.ts'
import { createFactories, type Factories } from '../factories/factories.ts'
import type { IniFile } from '../ini/ini.ts'
import type { LoadOptions } from '../load-options.ts'
import { isFlavors, isStock } from '../plan/composite-parts.ts'
import type { Context, FactoryContext } from '../plan/context.ts'
import { checkFlavor } from '../plan/flavor.ts'
import { growForest } from '../plan/forest.ts'
import { startRoot } from '../plan/root.ts'
import { contextsOf, type Tree } from '../plan/tree.ts'
import { describeDoubts, describeFaults, namesToImport } from './check-options.ts'
import { findProvider } from './find-provider.ts'
import { misspeltSections } from './misspelt-sections.ts'
import { checkOrder } from './order.ts'

/**
 * Everything that is wrong, and every doubt, file by file in the order of the lines. Imports what is named, and creates
 * nothing. With a name or a flavor it looks at what that would load, otherwise at all sections of the file.
 */
export async function check(uri: string, options: LoadOptions = {}): Promise<readonly Diagnostic[]> {
  const found = new Map<string, Diagnostic>()
  const note = (diagnostic: Diagnostic) => found.set(formatDiagnostic(diagnostic), diagnostic)
  try {
    const root = startRoot('app', uri, { ...options, onWarning: note }, note)
    const factories = createFactories(root.resolver)
    const { trees, open } = await growForest(root, { allFlavors: true })
    if (open.config) {
      // With a name, too: the section that it misses may be one of those.
      for (const doubt of misspeltSections(open.config.ini)) note(doubt)
      const isEmpty = !open.isNamed && trees.length === 0
      if (isEmpty && !hasError(found.values())) note(nothingToBuild(open.config.ini))
    }
    const isTaken = !open.isNamed || trees.some(takesFlavor)
    if (!isTaken) root.planner.attempt(() => checkFlavor(root, open.name, open.config))
    const find = (key: string) => findProvider(key, root, open, factories)
    for (const tree of trees) await checkTree(tree, { factories, given: options.provides, find, note })
  } catch (error) {
    if (!(error instanceof PasteError)) throw error
    note(error)
  }
  return [...found.values()].sort(byPlace)
}

const hasError = (found: Iterable<Diagnostic>) => [...found].some(({ severity }) => severity === 'error')

function nothingToBuild({ file }: IniFile): PasteError {
  return new PasteError('PASTE_NO_SECTION', { file }, 'there is no app, filter or server in this file', {
    hint: 'begin one with [app:main]',
  })
}

/** Whether a composite may take the flavor up, or it cannot be told. */
function takesFlavor(tree: Tree): boolean {
  return [...contextsOf(tree)].some(context => {
    if (context.type !== 'factory') return context.type === 'broken'
    return context.factory.protocol === 'composite_factory' && (isFlavors(context) || !isStock(context))
  })
}

interface Checking {
  readonly factories: Factories
  readonly given: LoadOptions['provides']
  find(key: string): Promise<Context | undefined>
  note(diagnostic: Diagnostic): void
}

async function checkTree(tree: Tree, { factories, given, find, note }: Checking): Promise<void> {
  for (const context of contextsOf(tree)) {
    if (context.type !== 'factory') continue
    const imported = await noting(note, () => factories.import(context))
    if (!imported) continue
    for (const fault of await describeFaults(imported.factory, context)) note(fault)
    for (const doubt of describeDoubts(imported.factory, context)) note(doubt)
    for (const name of namesToImport(imported.factory, context)) {
      await noting(note, () => factories.importValue(name, context))
    }
  }
  // What stands alone is used by nothing in this file, so it is not known what is around it.
  if (tree.branches.length === 0) return
  const describe = (context: FactoryContext) => noting(note, () => factories.describe(context))
  for (const fault of await checkOrder(tree, describe, { given, find })) note(fault)
}

async function noting<T>(note: (fault: PasteError) => void, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PasteError)) throw error
    note(error)
    return undefined
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0)
}
