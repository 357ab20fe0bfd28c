import type { Factories } from '../factories/factories.ts'
import { namesOf } from '../ini/find-section.ts'
import type { Context } from '../plan/context.ts'
import { createPlanner } from '../plan/create-planner.ts'
import type { OpenRoot, Root } from '../plan/root.ts'

/** The filter of the file that puts a key on requests, to be named where no filter of the pipeline does. What is wrong with
 * others is not said here. */
export async function findProvider(
  key: string,
  { planner }: Root,
  { config, asked }: OpenRoot,
  factories: Factories,
): Promise<Context | undefined> {
  if (!config) return undefined
  const quiet = createPlanner({ aliases: planner.aliases, env: planner.env, warn: () => {} })
  for (const name of namesOf(config.ini, 'filter')) {
    const context = await quiet.plan('filter', name, asked).catch(() => undefined)
    if (context?.type !== 'factory') continue
    const description = await factories.describe(context).catch(() => undefined)
    if (description?.provides.includes(key)) return context
  }
  return undefined
}
