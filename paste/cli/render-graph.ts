import type { Plan } from '../plan/describe-tree.ts'

interface Edge {
  readonly from: number
  readonly to: number
  readonly label: string
}

interface Graph {
  readonly nodes: Plan[]
  readonly edges: Edge[]
}

/** For Graphviz: `paste show FILE --format dot | dot -Tsvg`. */
export function renderDot(plans: readonly Plan[]): string {
  const { nodes, edges } = draw(plans)
  return [
    'digraph paste {',
    '  rankdir = LR',
    '  node [shape = box, fontname = sans]',
    ...nodes.map((plan, id) => `  n${id} [label = ${JSON.stringify(labelOf(plan))}]`),
    ...edges.map(
      ({ from, to, label }) => `  n${from} -> n${to}${label ? ` [label = ${JSON.stringify(label)}]` : ''}`,
    ),
    '}',
  ].join('\n')
}

/** For Markdown that understands Mermaid. */
export function renderMermaid(plans: readonly Plan[]): string {
  const { nodes, edges } = draw(plans)
  return [
    'flowchart LR',
    ...nodes.map((plan, id) => `  n${id}["${quote(labelOf(plan))}"]`),
    ...edges.map(({ from, to, label }) => `  n${from} -->${label ? `|"${quote(label)}"|` : ''} n${to}`),
  ].join('\n')
}

/** A request goes along the edges: through the filters of a branch, one after the other, to what is inwards. */
function draw(plans: readonly Plan[]): Graph {
  const graph: Graph = { nodes: [], edges: [] }
  for (const plan of plans) addPlan(graph, plan)
  return graph
}

/** The ends at which what follows the plan is attached. */
function addPlan(graph: Graph, plan: Plan): number {
  const id = graph.nodes.push(plan) - 1
  for (const { label = '', filters, inner } of plan.branches) {
    let from = id
    for (const [index, each] of [...filters, inner].entries()) {
      const to = addPlan(graph, each)
      graph.edges.push({ from, to, label: index === 0 ? label : '' })
      from = to
    }
  }
  return id
}

const labelOf = ({ kind, type, name }: Plan) => `${type === 'factory' ? kind : type} ${name}`

const quote = (text: string) => text.replaceAll('"', '#quot;')
