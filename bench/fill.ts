import Database from 'better-sqlite3'

const batch = 10_000

/** Puts active, public images into a SQLite database, each with two properties, a tag and a location. */
export function fillImages(file: string, count: number): void {
  const db = new Database(file)
  const image = db.prepare(`INSERT INTO images
    (id, name, size, status, visibility, disk_format, container_format, checksum, owner, min_disk, min_ram, protected,
     os_hidden, created_at, updated_at, deleted)
    VALUES (?, ?, 1048576, 'active', 'public', 'raw', 'bare', ?, ?, 0, 0, 0, 0, ?, ?, 0)`)
  const property = db.prepare(
    `INSERT INTO image_properties (image_id, name, value, created_at, deleted) VALUES (?, ?, ?, ?, 0)`,
  )
  const tag = db.prepare(`INSERT INTO image_tags (image_id, value, created_at, deleted) VALUES (?, ?, ?, 0)`)
  const location =
    db.prepare(`INSERT INTO image_locations (image_id, value, meta_data, status, created_at, deleted)
    VALUES (?, ?, '{}', 'active', ?, 0)`)
  const fill = db.transaction((from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const id = `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`
      const at = new Date(Date.UTC(2020, 0, 1) + i * 1000).toISOString().replace('T', ' ').replace('Z', '000')
      image.run(id, `image-${i}`, i.toString(16).padStart(32, '0'), `project-${i % 100}`, at, at)
      property.run(id, 'os_distro', `distro-${i % 10}`, at)
      property.run(id, 'os_version', String(i % 50), at)
      tag.run(id, `tag-${i % 20}`, at)
      location.run(id, `file:///nowhere/${id}`, at)
    }
  })
  for (let from = 0; from < count; from += batch) fill(from, Math.min(from + batch, count))
  db.exec('ANALYZE')
  db.close()
}
