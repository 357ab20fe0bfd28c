import type { Plan, PlannedBranch } from '../../paste/plan/describe-tree.ts'

/** The filters that a request passes, outermost first, and the app behind them: `cors context cache rootapp`. */
export function describePipeline(plan: Plan): string {
  return namesAlong(plan).join(' ')
}

function namesAlong(plan: Plan): readonly string[] {
  const way = plan.branches.find(hasFilters)
  return way ? [...way.filters.map(({ name }) => name), ...namesAlong(way.inner)] : [plan.name]
}

function hasFilters({ filters, inner }: PlannedBranch): boolean {
  return filters.length > 0 || inner.branches.some(hasFilters)
}
