export interface Column {
  readonly title: string
  readonly align?: 'right'
}

/** A table as prettytable prints it: framed, centered where nothing else is said. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...rows.map(row => (row[at] ?? '').length)),
  )
  const frame = `+${widths.map(width => '-'.repeat(width + 2)).join('+')}+`
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell, at) => ` ${place(cell, widths[at] ?? 0, columns[at]?.align)} `).join('|')}|`
  return [frame, line(columns.map(({ title }) => title)), frame, ...rows.map(line), frame].join('\n')
}

/** Of an odd rest an odd text gets the smaller half before it. */
function place(text: string, width: number, align: Column['align']): string {
  if (align === 'right') return text.padStart(width)
  const rest = width - text.length
  const before = Math.floor(rest / 2) + (rest % 2 === 1 && text.length % 2 === 0 ? 1 : 0)
  return (' '.repeat(before) + text).padEnd(width)
}
