import type { Plan } from './describe-tree.ts'

/** Every filter of a plan, outer ones before inner ones. */
export function* filtersOf({ branches }: Plan): Generator<Plan> {
  for (const { filters, inner } of branches) {
    yield* filters
    yield* filtersOf(inner)
  }
}
