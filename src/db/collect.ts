/** Rows of a table beside `images`, put together by image. */
export function collect<Row extends { readonly image_id: string }, T>(
  rows: readonly Row[],
  take: (row: Row) => T,
): ReadonlyMap<string, readonly T[]> {
  const byImage = new Map<string, T[]>()
  for (const row of rows) {
    const present = byImage.get(row.image_id)
    if (present) present.push(take(row))
    else byImage.set(row.image_id, [take(row)])
  }
  return byImage
}
