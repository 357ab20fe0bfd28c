export type Row = Readonly<Record<string, string>>

/** The rows of the table that a client has printed, by the names of its columns. */
export function rowsOf(printed: string): readonly Row[] {
  const lines = printed.split('\n').filter(line => line.startsWith('|'))
  const [names = [], ...rows] = lines.map(line =>
    line
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim()),
  )
  return rows.map(cells => Object.fromEntries(cells.map((cell, i) => [names[i], cell])))
}

/** The table of what one thing is: a property and its value a line. */
export function fieldsOf(printed: string): Row {
  return Object.fromEntries(rowsOf(printed).map(row => Object.values(row)))
}
