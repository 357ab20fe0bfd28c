import { PasteError } from '../errors.ts'
import type { RequestKey } from '../keys.ts'
import type { FactoryDescription } from '../options/define-filter.ts'
import type { Context, FactoryContext } from '../plan/context.ts'
import type { Branch, Tree } from '../plan/tree.ts'

/** What a factory declares; nothing, if it is a plain function. */
type Describe = (context: FactoryContext) => Promise<FactoryDescription | undefined>

/** A key that is missing on the request, and who needs it. */
interface Need {
  readonly key: string
  readonly context: Context
}

/** What something needs from outside, and gives to what is inwards. */
interface Balance {
  readonly needs: readonly Need[]
  readonly provides: readonly string[]
}

interface Around {
  /** Keys that are on requests already. */
  readonly given?: readonly (RequestKey<unknown> | string)[]
  /** Finds a filter outside the tree that provides the key. */
  find(key: string): Promise<Context | undefined>
}

/** The needs of filters and apps that nothing outwards of them meets, each as an error that says what to do. */
export async function checkOrder(
  tree: Tree,
  describe: Describe,
  { given = [], find }: Around,
): Promise<PasteError[]> {
  const providers = new Map<string, Context>()
  const { needs } = await balanceTree(tree)
  const names = given.map(key => (typeof key === 'string' ? key : key.name))
  const open = needs.filter(({ key }) => !names.includes(key))
  return Promise.all(open.map(async need => unmet(need, providers.get(need.key) ?? (await find(need.key)))))

  async function balanceTree({ context, branches }: Tree): Promise<Balance> {
    const { requires = [], provides = [] } = (context.type === 'factory' && (await describe(context))) || {}
    for (const key of provides) providers.set(key, context)
    const own = { needs: requires.map(key => ({ key, context })), provides }
    const inner: Balance[] = []
    for (const branch of branches) inner.push(await balanceBranch(branch))
    return around(own, {
      needs: inner.flatMap(({ needs }) => needs),
      provides: inner.flatMap(each => each.provides),
    })
  }

  async function balanceBranch({ filters, inner }: Branch): Promise<Balance> {
    let balance = await balanceTree(inner)
    for (const filter of filters.toReversed()) balance = around(await balanceTree(filter), balance)
    return balance
  }
}

function around(outer: Balance, inner: Balance): Balance {
  const rest = inner.needs.filter(({ key }) => !outer.provides.includes(key))
  return { needs: [...outer.needs, ...rest], provides: [...outer.provides, ...inner.provides] }
}

function unmet({ key, context }: Need, provider: Context | undefined): PasteError {
  const { name, asked, at } = context
  const place = asked.file === undefined ? at : asked
  const line = provider?.at.line === undefined ? '' : ` (line ${provider.at.line})`
  const hint = provider
    ? `put "${provider.name}"${line} before "${name}"`
    : `put a filter before it that provides the ${key}`
  const problem = `"${name}" needs the ${key}, and nothing before it provides that`
  return new PasteError('PASTE_ORDER', place, problem, { hint })
}
